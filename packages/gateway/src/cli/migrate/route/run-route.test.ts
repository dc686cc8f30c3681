import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { FULL_SAMPLES } from "./full.samples.ts";
import { LEFT_SAMPLES } from "./left.samples.ts";
import { LITE_SAMPLES } from "./lite.samples.ts";
import type { RouteSample } from "./route-sample.ts";
import { runRoute, type RouteReport } from "./run-route.ts";
import { SERVICE_SAMPLES } from "./service.samples.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "route-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries({ "package.json": `{"type": "module"}`, ...files })) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

function now(name: string): string {
  return readFileSync(join(directory, name), "utf8");
}

async function route(...args: readonly string[]) {
  let printed = "";
  let told = "";
  const code = await runRoute(args, {
    print: (text) => (printed += text),
    tell: (text) => (told += text),
    directory,
  });
  return { code, printed, told };
}

async function report(...args: readonly string[]): Promise<RouteReport & { code: number }> {
  const { code, printed } = await route(...args, "--json");
  return { code, ...(JSON.parse(printed) as RouteReport) };
}

const SAMPLES = [...LITE_SAMPLES, ...FULL_SAMPLES, ...LEFT_SAMPLES, ...SERVICE_SAMPLES].map(
  (each) => [each.title, each] as const,
);

function argumentsOf({ options = [] }: RouteSample): readonly string[] {
  return [".", "--service", "api", ...options];
}

describe.each(SAMPLES)("%s", (_title, sample) => {
  const { files, after, left = [] } = sample;
  const args = argumentsOf(sample);

  it("is changed so, and all else stays", async () => {
    put(files);
    const { code, left: told, changes } = await report(...args, "--write");
    for (const [name, text] of Object.entries({ ...files, ...after })) expect(now(name)).toBe(text);
    expect(changes.map(({ file }) => file).toSorted()).toEqual(Object.keys(after).toSorted());
    expect(told).toHaveLength(left.length);
    const lines = told.map(({ file, line, reason }) => `${file}:${String(line)} ${reason}`);
    left.forEach((expected, index) => expect(lines[index]).toMatch(expected));
    expect(code).toBe(left.length === 0 ? 0 : 1);
  });

  it("is changed by git as by the command, and not a second time", async () => {
    put(files);
    const { printed, code } = await route(...args);
    for (const [name, text] of Object.entries(files)) expect(now(name)).toBe(text);
    if (printed !== "") {
      execFileSync("git", ["apply", "--whitespace=nowarn"], { cwd: directory, input: printed });
    }
    for (const [name, text] of Object.entries({ ...files, ...after })) expect(now(name)).toBe(text);
    const again = await route(...args, "--write");
    expect(again).toMatchObject({ printed: "", code });
  });
});

test("without a change nothing is written, and help and misuse are told", async () => {
  put({ "a.js": "const a = new Map();\na.get('firestore');\n" });
  const { code, printed, told } = await route(".", "--service", "api", "--write");
  expect({ code, printed }).toEqual({ code: 1, printed: "" });
  expect(told).toContain("nothing here begins Firestore");
  expect((await route("--help")).printed).toContain("Usage: database-service migrate route");
  for (const args of [
    [],
    ["."],
    [".", "--service", "a'b"],
    [".", "--service", "api", "--project", "${x}"],
    [".", "--service", "api", "--what"],
  ]) {
    await expect(route(...args)).rejects.toThrow(MisuseError);
  }
  await expect(route("none", "--service", "api")).rejects.toThrow("There is no folder");
});

test("what a server does that the gateway does not carry is told, with its place", async () => {
  put({
    "a.ts": `import { Firestore } from "@google-cloud/firestore";
const db = new Firestore();
db.collection("rooms").onSnapshot(() => {});
`,
  });
  const { code, notCarried, moved, next } = await report(".", "--service", "api");
  expect(moved).toEqual([{ file: "a.ts", line: 2 }]);
  expect(notCarried).toEqual([{ file: "a.ts", line: 3, operation: "listen" }]);
  expect(next).toContain(
    "Set GCLOUD_PROJECT (which Cloud Functions have) and FIREBASE_API_KEY where it runs.",
  );
  expect(code).toBe(1);
});

test("the Functions emulator's port is the project's", async () => {
  put({
    "firebase.json": `{"emulators": {"functions": {"port": 5055}}}`,
    "a.ts": `import { getApp } from "firebase/app";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore/lite";
const db = getFirestore(getApp());
connectFirestoreEmulator(db, "localhost", 8080);
`,
  });
  await route(".", "--service", "web", "--project", "p", "--write");
  expect(now("a.ts")).toContain(`host: "localhost:5055/p/us-central1/database",\n  ssl: false,`);
  expect(now("a.ts")).not.toContain("connectFirestoreEmulator");
});

const COMPILED = SAMPLES.filter(([, { files, isOld = false }]) => {
  return !isOld && Object.keys(files).every((name) => /\.ts$|package\.json$/.test(name));
});

test("what compiles before it moves compiles after it, with no name unused that was used", async () => {
  mkdirSync(".cache", { recursive: true });
  const root = mkdtempSync(join(process.cwd(), ".cache/route-"));
  try {
    for (const [index, [, sample]] of COMPILED.entries()) {
      const { files } = sample;
      put(files);
      cpSync(directory, join(root, `before/${String(index)}`), { recursive: true });
      await route(...argumentsOf(sample), "--write");
      cpSync(directory, join(root, `after/${String(index)}`), { recursive: true });
      rmSync(directory, { recursive: true });
      mkdirSync(directory);
    }
    writeFileSync(join(root, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS }));
    writeFileSync(join(root, "wrong.ts"), "export const wrong: string = 1;");
    expect(compilerSays(root)).toMatch(/^\S+wrong\.ts\(1,14\): error TS2322: .*\n$/);
  } finally {
    rmSync(root, { recursive: true });
  }
});

const OPTIONS = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  noUnusedLocals: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  allowImportingTsExtensions: true,
  module: "esnext",
  moduleResolution: "bundler",
  target: "es2024",
  lib: ["es2024", "dom", "dom.iterable"],
  types: ["node"],
};

function compilerSays(folder: string): string {
  const program = join(process.cwd(), "node_modules/typescript/bin/tsc");
  try {
    return execFileSync(process.execPath, [program, "-p", folder], { encoding: "utf8" });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
}
