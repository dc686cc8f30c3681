import { ProjectFixture } from "../project/project.fixture.ts";

const MANIFEST = JSON.stringify({
  type: "module",
  main: "index.js",
  dependencies: { "@database-service/gateway": "*" },
});
const MODULE = `import { anyData, anyone, collection, gateway } from "@database-service/gateway";
const access = { read: anyone(), write: anyone() };
const orders = collection("orders", { schema: anyData(), access, indexes: [["shop", "placed desc"]] });
const quotas = { tiers: {} };
const none = { calls: [], reads: [], writes: [] };
for (const tier of ["anonymous", "user", "service", "admin"]) quotas.tiers[tier] = none;
`;
const ONE = `${MODULE}export const { getDocument } = gateway({ collections: [orders], quotas });\n`;
const CONFIG = {
  functions: { source: "app" },
  firestore: { rules: "firestore.rules", indexes: "firestore.indexes.json" },
};

let project: ProjectFixture;

function projectWith(module: string, config: object = CONFIG): ProjectFixture {
  return new ProjectFixture({
    "firebase.json": JSON.stringify(config),
    "app/package.json": MANIFEST,
    "app/index.js": module,
  });
}

function listed(file = "firestore.indexes.json") {
  const { indexes, fieldOverrides } = JSON.parse(project.read(file)) as {
    indexes: { collectionGroup: string }[];
    fieldOverrides: { collectionGroup: string }[];
  };
  const ids = (some: { collectionGroup: string }[]) => [
    ...new Set(some.map(({ collectionGroup }) => collectionGroup)),
  ];
  return { indexes: ids(indexes), fieldOverrides: ids(fieldOverrides) };
}

afterEach(() => {
  project.remove();
});

test("the check fails until the file is as the collections declare, and says what to run", () => {
  project = projectWith(ONE);
  const stale = project.run(["indexes", "--check"]);
  expect(stale).toMatchObject({ status: 1, stdout: "" });
  expect(stale.stderr).toContain("Run: npm run database-service -- indexes");
  expect(project.run(["indexes"], "app").stdout).toContain("is now as the collections declare");
  expect(project.run(["indexes"]).stdout).toContain("was as the collections declare");
  expect(project.run(["indexes", "--check"]).status).toBe(0);
  expect(listed()).toEqual({
    indexes: ["_audit", "orders"],
    fieldOverrides: ["_audit", "_quotas", "_requests", "_usage"],
  });
  const text = project.read("firestore.indexes.json");
  project.write("firestore.indexes.json", text.replace("DESCENDING", "ASCENDING"));
  expect(project.run(["indexes", "--check"]).status).toBe(1);
});

test("what the file lists of others' collections stays, and what of one's own goes is named", () => {
  project = projectWith(ONE);
  const fields = [
    { fieldPath: "at", order: "ASCENDING" },
    { fieldPath: "by", order: "ASCENDING" },
  ];
  const indexes = ["logs", "orders"].map((collectionGroup) => ({
    collectionGroup,
    queryScope: "COLLECTION",
    fields,
  }));
  project.write("firestore.indexes.json", JSON.stringify({ indexes }));
  const { stdout } = project.run(["indexes"]);
  expect(stdout).toContain("  orders: at ascending, by ascending\n");
  expect(stdout).not.toContain("logs");
  expect(listed().indexes).toEqual(["_audit", "orders", "logs"]);
  expect(project.run(["indexes", "--check"]).status).toBe(0);
});

test("gateways of one database share its file, each with its own records", () => {
  const crm = `export const crm = gateway({ collections: [], quotas, namespace: "crm" });\n`;
  project = projectWith(ONE + crm);
  expect(project.run(["indexes"]).status).toBe(0);
  expect(listed().fieldOverrides).toEqual([
    "_audit",
    "_crm_audit",
    "_crm_quotas",
    "_crm_requests",
    "_crm_usage",
    "_quotas",
    "_requests",
    "_usage",
  ]);
});

test("gateways of two databases have a file each, a parameter's value being that of .env", () => {
  const firestore = [
    { database: "(default)", indexes: "firestore.indexes.json" },
    { database: "reports", indexes: "reports.json" },
  ];
  const second = `import { defineString } from "firebase-functions/params";
const databaseId = defineString("REPORTS_DATABASE");
export const reports = gateway({ collections: [], quotas, databaseId });\n`;
  project = projectWith(ONE + second, { ...CONFIG, firestore });
  expect(project.run(["indexes"]).stderr).toContain("REPORTS_DATABASE has no value");
  project.write("app/.env", "REPORTS_DATABASE=reports\n");
  expect(project.run(["indexes"])).toMatchObject({ status: 0, stderr: "" });
  expect(listed().indexes).toEqual(["_audit", "orders"]);
  expect(listed("reports.json")).toEqual({
    indexes: ["_audit"],
    fieldOverrides: ["_audit", "_quotas", "_requests", "_usage"],
  });
});

test("a gateway of two databases has a file for each, with what is declared there", () => {
  const firestore = [
    { database: "(default)", indexes: "firestore.indexes.json" },
    { database: "second", indexes: "second.json" },
  ];
  const both = `${MODULE}
const visits = collection("visits", { schema: anyData(), access, indexes: [["page", "at"]] });
const databases = { second: { collections: [visits] } };
export const { database } = gateway({ collections: [orders], quotas, databases });\n`;
  project = projectWith(both, { ...CONFIG, firestore });
  expect(project.run(["indexes"])).toMatchObject({ status: 0, stderr: "" });
  expect(listed()).toEqual({
    indexes: ["_audit", "orders"],
    fieldOverrides: ["_audit", "_quotas", "_requests", "_usage"],
  });
  expect(listed("second.json")).toEqual({
    indexes: ["_audit", "visits"],
    fieldOverrides: ["_audit", "_requests"],
  });
  project.write("firebase.json", JSON.stringify(CONFIG));
  expect(project.run(["indexes"]).stderr).toContain("names no index file for the database second");
});

test.each([
  ["has no index file", { ...CONFIG, firestore: {} }, ONE, "names no index file"],
  ["exports no gateway", CONFIG, MODULE, "No functions"],
  ["is no JSON", "{ // ours\n}", ONE, "is not JSON"],
])("a project that %s is told so in a sentence", (_what, config, module, message) => {
  project = projectWith(module, typeof config === "string" ? {} : config);
  if (typeof config === "string") project.write("firebase.json", config);
  const { status, stderr } = project.run(["indexes"]);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("    at ");
});

test("functions that do not load are told with the line to blame", () => {
  project = projectWith('\nthrow new Error("no such shop");\n');
  const { status, stderr } = project.run(["indexes"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/Error: no such shop\n +at .*index\.js:2:/);
});

test("functions that are not built are to be built first, and those without the library left alone", () => {
  project = projectWith(ONE, { ...CONFIG, functions: [{ source: "app" }, { source: "theirs" }] });
  project.write("app/package.json", MANIFEST.replace("index.js", "lib/index.js"));
  project.write("theirs/package.json", '{"main": "lib/index.js"}');
  const { stderr } = project.run(["indexes"]);
  expect(stderr).toMatch(/app.lib.index\.js is not there: build the functions first/);
});
