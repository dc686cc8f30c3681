import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { ProjectFixture } from "../project/project.fixture.ts";

const TARBALL = "database-service-gateway-0.1.0.tgz";
const TSC = resolve("node_modules/typescript/bin/tsc");

let project: ProjectFixture;

/** What a tarball is known by. */
const packed = (name: string) => gzipSync(`{\n  "name": "${name}",\n  "version": "0.1.0"\n}`);

function projectWith(files: Readonly<Record<string, string>>): ProjectFixture {
  const made = new ProjectFixture(files);
  made.write(`packages/${TARBALL}`, packed("@database-service/gateway"));
  return made;
}

function init(...args: readonly string[]) {
  return project.run(["init", "--package", `packages/${TARBALL}`, ...args]);
}

afterEach(() => {
  project.remove();
});

test("an empty folder becomes a Firebase project, whose gateway loads", () => {
  project = projectWith({});
  const { status, stdout, stderr } = init();
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("the old way in stays open");
  expect(stdout).not.toContain("npx");
  expect(JSON.parse(project.read("database-service/package.json"))).toMatchObject({
    main: "index.mjs",
    dependencies: { "@database-service/gateway": `file:./${TARBALL}` },
  });
  expect(existsSync(join(project.folder, "database-service", TARBALL))).toBe(true);
  expect(project.run(["indexes"], "database-service")).toMatchObject({ status: 0, stderr: "" });
  expect(project.read("firestore.indexes.json")).toContain("_quotas");
});

test("in TypeScript it compiles, and is to be built before it loads", () => {
  project = projectWith({});
  expect(init("--typescript").status).toBe(0);
  const folder = join(project.folder, "database-service");
  // Of the library there are only sources here.
  const options = ["--noEmit", "--allowImportingTsExtensions", "--types", "node"];
  const compile = [TSC, "--project", folder, ...options];
  const compiled = spawnSync(process.execPath, compile, { encoding: "utf8" });
  expect(compiled).toMatchObject({ status: 0, stdout: "" });
  expect(project.run(["indexes"]).stderr).toContain("build the functions first");
  expect(project.read("firebase.json")).toContain('"npm --prefix \\"$RESOURCE_DIR\\" run build"');
});

test("beside what is there, nothing is overwritten, and the rules stay", () => {
  const config = {
    functions: { source: "functions" },
    firestore: { rules: "firestore.rules", indexes: "firestore.indexes.json" },
  };
  const files = {
    "firebase.json": JSON.stringify(config),
    "firestore.rules": "// theirs",
    "firestore.indexes.json": '{"indexes": []}',
    "functions/index.js": "// theirs",
  };
  project = projectWith(files);
  expect(init().status).toBe(0);
  for (const [name, text] of Object.entries(files).slice(1)) expect(project.read(name)).toBe(text);
  const { functions, firestore } = JSON.parse(project.read("firebase.json")) as {
    functions: unknown[];
    firestore: unknown;
  };
  expect(functions[0]).toEqual(config.functions);
  expect(firestore).toEqual(config.firestore);
});

test("functions/ is taken where database-service/ is not free, and neither is touched if both are there", () => {
  project = projectWith({ "database-service/notes.txt": "theirs" });
  expect(init().status).toBe(0);
  expect(JSON.parse(project.read("firebase.json"))).toMatchObject({
    functions: [{ source: "functions", codebase: "database-service" }],
  });
  project.remove();
  project = projectWith({
    "database-service/a": "",
    "firebase.json": '{"functions":{"source":"functions"}}',
  });
  const refused = init();
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("already");
  expect(existsSync(join(project.folder, "functions"))).toBe(false);
});

test.each([
  ["without a tarball", [], 2, "--package database-service-gateway-<version>.tgz"],
  ["with one that is not there", ["--package", "no.tgz"], 1, "no.tgz can't be read"],
  ["with another package's", ["--package", "other.tgz"], 1, "is no tarball of"],
])("%s it says what is missing, and makes nothing", (_how, args, status, message) => {
  project = projectWith({});
  project.write("other.tgz", packed("database-service"));
  const refused = project.run(["init", ...args]);
  expect(refused.status).toBe(status);
  expect(refused.stderr).toContain(message);
  expect(existsSync(join(project.folder, "firebase.json"))).toBe(false);
});

test("below a Firebase project it says where to go", () => {
  project = projectWith({ "firebase.json": "{}", "inner/a": "" });
  const refused = project.run(["init", "--package", `../packages/${TARBALL}`], "inner");
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("run init there");
});
