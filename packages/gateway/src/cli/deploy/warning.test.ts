import { warning } from "./warning.ts";

const gateway = { codebase: "shop", names: [], region: "us-central1", databaseIds: ["(default)"] };
const gateways = [gateway, { ...gateway, codebase: "crm" }];
const deploy = { project: "p", gateways, isPart: false };
const file = {
  database: "(default)",
  name: "firestore.indexes.json",
  path: "/p/firestore.indexes.json",
  text: '{"indexes": []}',
  isCurrent: true,
  undeclared: [],
};
const theirs = {
  collectionGroup: "orders",
  queryScope: "COLLECTION",
  fields: [{ fieldPath: "at", order: "ASCENDING" }],
};

function warn(indexes: object, rules: readonly string[] = []): string {
  const state = { databaseId: "(default)", database: {}, indexes };
  return warning(deploy, { databases: [state], files: [file], rules });
}

test("it names every codebase, and the indexes that only the project has", () => {
  const said = warn({ result: { indexes: [theirs] } });
  expect(said).toContain("the codebase shop and crm");
  expect(said).toContain("    orders: at ascending\n");
});

test("of a part it names the functions", () => {
  const part = { project: "p", gateways: [{ ...gateway, names: ["database"] }], isPart: true };
  const said = warning(part, { databases: [], files: [], rules: [] });
  expect(said).toContain(
    "Only database, of the functions of the codebase shop. All others stay as they are.",
  );
});

test("it says so where the project has no other indexes, and where nobody knows", () => {
  expect(warn({ result: {} })).toContain("The project has no others.");
  expect(warn({ error: "not logged in" })).toContain("could not be listed");
});

test("it says whether the rules change, and that they lock apps out at once", () => {
  expect(warn({})).toContain("No rules: the project's stay as they are");
  expect(warn({}, ["firestore.rules"])).toContain("Last, firestore.rules, in place of the rules");
});

test("while the project moves in stages it says what the rules deny", () => {
  const said = (moving: { locked: readonly string[]; isWhole: boolean }) =>
    warning(deploy, { databases: [], files: [], rules: ["firestore.rules"], moving });
  expect(said({ locked: [], isWhole: false })).toContain("no collection is locked yet");
  expect(said({ locked: ["a", "b"], isWhole: false })).toContain("they deny every client a, b.");
  expect(said({ locked: ["a"], isWhole: true })).toContain("They deny every client everything.");
});
