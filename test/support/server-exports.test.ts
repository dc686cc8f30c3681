import { readFileSync } from "node:fs";
import { sectionOf } from "./section-of.ts";

/** What the module's own text says of its classes: there private members can be told from public ones. */
const TYPES = "node_modules/@google-cloud/firestore/types/firestore.d.ts";

/** The classes whose methods ask Firestore, or make what does. */
const CLASSES = [
  "Firestore",
  "Transaction",
  "BulkWriter",
  "WriteBatch",
  "DocumentReference",
  "Query",
  "CollectionReference",
  "CollectionGroup",
  "QueryPartition",
  "AggregateQuery",
  "VectorQuery",
  "FieldValue",
];

/** What every module or function of JavaScript has. */
const OF_JAVASCRIPT = ["default", "length", "name", "prototype", "__esModule", "module.exports"];

const documented = new Set(
  Array.from(sectionOf("docs/sdk.md", "Servers").matchAll(/`(\w+)`/g), ([, word = ""]) => word),
);

/** As it is: an import leaves out what is not enumerable. */
const server = jest.requireActual<object>("@google-cloud/firestore");

test("each export of @google-cloud/firestore has its state in docs/sdk.md", () => {
  const exported = Object.getOwnPropertyNames(server).filter(
    (name) => !OF_JAVASCRIPT.includes(name),
  );
  expect(exported).toEqual(expect.arrayContaining(["GeoPoint", "GrpcStatus", "v1", "v1beta1"]));
  expect(exported.filter((name) => !documented.has(name))).toEqual([]);
});

test.each(CLASSES)("each method of its %s has its state there too", (name) => {
  const methods = methodsOf(name);
  expect(methods).not.toEqual([]);
  expect(methods.filter((method) => !documented.has(method))).toEqual([]);
});

function methodsOf(name: string): readonly string[] {
  const [, body = ""] =
    new RegExp(`^  export class ${name}\\b[^]*?\\{\\n([^]*?)^  \\}$`, "m").exec(
      readFileSync(TYPES, "utf8"),
    ) ?? [];
  const found = Array.from(
    body.matchAll(/^ {4}(?:static )?(\w+)[(<]/gm),
    ([, method = ""]) => method,
  );
  return [...new Set(found)].filter((method) => method !== "constructor");
}
