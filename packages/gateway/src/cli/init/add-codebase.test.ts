import { PlainError } from "../command/plain-error.ts";
import { addCodebase, functionsFolders } from "./add-codebase.ts";

const OURS = { source: "database-service" };
const added = { source: "database-service", codebase: "database-service" };
const firestore = { indexes: "firestore.indexes.json" };
const theirs = { source: "functions" };
const named = { source: "shop", codebase: "shop" };

const resultOf = (config: object) =>
  JSON.parse(addCodebase(JSON.stringify(config), OURS)) as unknown;

test.each([
  ["no functions", {}, { functions: [added], firestore }],
  ["an object", { functions: theirs }, { functions: [theirs, added], firestore }],
  ["an empty list", { functions: [] }, { functions: [added], firestore }],
  ["a list", { functions: [theirs, named] }, { functions: [theirs, named, added], firestore }],
])("of functions that are %s, those that are there stay as they are", (_form, config, expected) => {
  expect(resultOf(config)).toEqual(expected);
});

test.each([
  ["with an index file", { indexes: "mine.json" }, { indexes: "mine.json" }],
  ["with rules alone", { rules: "r" }, { rules: "r", ...firestore }],
  [
    "of several databases",
    [{ database: "(default)" }, { database: "b" }, { target: "t" }],
    [{ database: "(default)", ...firestore }, { database: "b" }, { target: "t" }],
  ],
])("of a Firestore %s, rules and files that are named stay as they are", (_form, before, after) => {
  expect(resultOf({ firestore: before })).toEqual({ functions: [added], firestore: after });
});

test("all else stays, in its order and indentation, and with its line ends", () => {
  const before =
    '{\r\n\t"hosting": {\r\n\t\t"public": "www"\r\n\t},\r\n\t"firestore": {\r\n\t\t"indexes": "i"\r\n\t}\r\n}\r\n';
  const after = addCodebase(before, OURS);
  expect(after.startsWith(before.slice(0, before.indexOf("\r\n}\r\n")))).toBe(true);
  expect(after.endsWith("\t]\r\n}\r\n")).toBe(true);
  expect(addCodebase("{}", OURS).endsWith("}")).toBe(true);
  expect(addCodebase(undefined, OURS).endsWith("}\n")).toBe(true);
});

test.each([
  ["has a codebase of that name", '{"functions": [{"codebase": "database-service"}]}', "already"],
  ["has it alone", '{"functions": {"codebase": "database-service"}}', "already"],
  ["is no JSON", "{ // ours\n}", "is not JSON"],
  ["is a list", "[]", "is not an object"],
  ["has functions of another form", '{"functions": ["a"]}', "no object and no list"],
])("a firebase.json that %s is refused", (_what, text, message) => {
  expect(() => addCodebase(text, OURS)).toThrow(PlainError);
  expect(() => addCodebase(text, OURS)).toThrow(message);
});

test("the folders of all functions are told", () => {
  expect(functionsFolders(JSON.stringify({ functions: [theirs, named] }))).toEqual([
    "functions",
    "shop",
  ]);
  expect(functionsFolders(undefined)).toEqual([]);
});
