import fc from "fast-check";
import { api, type CallableName } from "../packages/gateway/src/api/api.ts";
import { REASONS, type Reason } from "../packages/gateway/src/errors/error.ts";
import { mapFields } from "../packages/gateway/src/values/map.ts";
import { mutantsOf } from "../packages/gateway/src/api/request.samples.ts";
import type { Fields } from "../packages/gateway/src/values/value.ts";
import { tries } from "../packages/gateway/simulation/soak.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { logOf } from "./support/log-of.ts";
import { Production } from "./support/production.ts";
import { postRaw } from "./support/raw-call.ts";
import type { RawAnswer } from "./support/raw-call.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { snapshot } from "./support/snapshot.ts";

const user = { sub: "hostile" };
const admin = { sub: "hostile-admin", admin: true };

let production: Production;
let gateway: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  gateway = await production.instance("database");
  await rawFirestore.set("values/hostile", { text: { stringValue: "as it was" } });
  await rawFirestore.set("stock/hostile", {
    left: { integerValue: "9" },
    reserved: { integerValue: "1" },
  });
});

afterAll(async () => {
  await production.stop();
  await rawFirestore.delete("values/hostile");
  await rawFirestore.delete("stock/hostile");
});

/** What is the caller's own doing, as HTTP says it. */
const CLIENT_ERRORS: ReadonlyMap<string, number> = new Map([
  ["INVALID_ARGUMENT", 400],
  ["FAILED_PRECONDITION", 400],
  ["UNAUTHENTICATED", 401],
  ["PERMISSION_DENIED", 403],
  ["NOT_FOUND", 404],
  ["ALREADY_EXISTS", 409],
  ["RESOURCE_EXHAUSTED", 429],
]);

/** An error is documented: its reason is one of the contract's, under the code that goes with it. */
function expectDocumented({ status, error }: RawAnswer, sent: unknown): void {
  if (error === undefined) return;
  const code = REASONS[error.details.reason as Reason].toUpperCase().replaceAll("-", "_");
  const known = { sent, code: error.status, status, usage: error.details["usage"] };
  const isTooLarge = error.details.reason === "REQUEST_TOO_LARGE";
  expect(known).toEqual({
    sent,
    code,
    status: isTooLarge ? 413 : CLIENT_ERRORS.get(code),
    usage: expect.objectContaining({ writes: 0, deletes: 0 }) as unknown,
  });
  expect(error.details.reason).not.toBe("FIRESTORE_REFUSED");
  expect(error.message.length).toBeLessThan(7_000);
}

test("whatever stands anywhere in a request, the answer is documented and nothing is written", async () => {
  const before = await snapshot();
  const mutants = (Object.keys(api) as CallableName[]).flatMap(mutantsOf);
  // A few of them; packages/gateway/src/pipeline/mutants.test.ts has them all, without HTTP.
  const chosen = mutants.filter((_, index) => index % 16 === 0);
  expect(chosen.length).toBeGreaterThan(250);
  await inParallel(chosen, async ({ callable, data, change }) => {
    const answer = await postRaw(gateway, undefined, [callable, { data }]);
    expectDocumented(answer, `${callable} ${change}`);
  });
  expect(await snapshot()).toEqual(before);
});

/** Each item in its turn, some at the same time. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lanes = Array.from({ length: 8 }, async () => {
    for (const item of rest) await work(item);
  });
  await Promise.all(lanes);
}

describe("data made to hurt is refused, and nothing is written", () => {
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  const list = (item: string, length: number) => `[${Array.from({ length }, () => item).join()}]`;
  const nested = (item: string, depth: number) => `${"[".repeat(depth)}${item}${"]".repeat(depth)}`;
  const create = (data: string) => `{"data":{"collection":"values","data":${data}}}`;
  const query = (where: string) => `{"data":{"collection":"values","where":${where}}}`;

  const CORPUS: readonly (readonly [string, CallableName, string, Reason])[] = [
    [
      "21 maps within each other in a field",
      "createDocument",
      create(deep(22)),
      "INVALID_DOCUMENT",
    ],
    ["101 levels", "createDocument", create(deep(101)), "REQUEST_TOO_DEEP"],
    [
      "100,000 levels",
      "createDocument",
      create(`{"a":${nested("", 100_000)}}`),
      "REQUEST_TOO_DEEP",
    ],
    ["a list in a list", "createDocument", create('{"a":[[]]}'), "INVALID_DOCUMENT"],
    [
      "a string over 1 MiB",
      "createDocument",
      create(`{"a":"${"x".repeat(1_050_000)}"}`),
      "INVALID_DOCUMENT",
    ],
    [
      "50,000 fields",
      "createDocument",
      create(`{${Array.from({ length: 50_000 }, (_, i) => `"f${String(i)}":1`).join()}}`),
      "INVALID_DOCUMENT",
    ],
    [
      "a name over 1,500 bytes",
      "createDocument",
      create(`{"${"x".repeat(1_501)}":1}`),
      "INVALID_DOCUMENT",
    ],
    ["a name of Firestore's own", "createDocument", create('{"__key__":1}'), "INVALID_DOCUMENT"],
    ["an empty name", "createDocument", create('{"":1}'), "INVALID_DOCUMENT"],
    [
      "a body over 10 MiB",
      "createDocument",
      create(`{"a":"${"x".repeat(10_500_000)}"}`),
      "REQUEST_TOO_LARGE",
    ],
    ["a lone surrogate", "createDocument", create('{"a":"\\ud83d"}'), "INVALID_DOCUMENT"],
    ["a lone surrogate in a name", "createDocument", create('{"\\udc00":1}'), "INVALID_DOCUMENT"],
    [
      "a lone surrogate in a list",
      "createDocument",
      create('{"a":[{"b":"x\\ud83dx"}]}'),
      "INVALID_DOCUMENT",
    ],
    ["a number beyond all numbers", "createDocument", create('{"a":1e999}'), "INVALID_REQUEST"],
    [
      "an unknown tag",
      "createDocument",
      create('{"a":{"$where":"sleep(1000)"}}'),
      "INVALID_DOCUMENT",
    ],
    [
      "a tag of the wrong type",
      "createDocument",
      create('{"a":{"$timestamp":1}}'),
      "INVALID_DOCUMENT",
    ],
    [
      "a day that is none",
      "createDocument",
      create('{"a":{"$timestamp":"2026-02-30T00:00:00Z"}}'),
      "INVALID_DOCUMENT",
    ],
    [
      "a number that doesn't fit",
      "createDocument",
      create('{"a":{"$int64":"9223372036854775808"}}'),
      "INVALID_DOCUMENT",
    ],
    ["bytes that are none", "createDocument", create('{"a":{"$bytes":"!"}}'), "INVALID_DOCUMENT"],
    [
      "a point off the globe",
      "createDocument",
      create('{"a":{"$geoPoint":{"latitude":91,"longitude":0}}}'),
      "INVALID_DOCUMENT",
    ],
    [
      "a reference out of the database",
      "createDocument",
      create('{"a":{"$reference":"../../x"}}'),
      "INVALID_DOCUMENT",
    ],
    [
      "a vector too long",
      "createDocument",
      create(`{"a":{"$vector":${list("1", 2_049)}}}`),
      "INVALID_DOCUMENT",
    ],
    [
      "a tag within a tag",
      "createDocument",
      create('{"a":{"$vector":{"$map":[]}}}'),
      "INVALID_DOCUMENT",
    ],
    [
      "one name twice among entries",
      "createDocument",
      create('{"a":{"$map":[["b",1],["b",2]]}}'),
      "INVALID_DOCUMENT",
    ],
    [
      "__proto__ among entries",
      "createDocument",
      create('{"a":{"$map":[["__proto__",{"b":1}]]}}'),
      "INVALID_DOCUMENT",
    ],
    [
      "a deletion where nothing is yet",
      "createDocument",
      create('{"a":{"$delete":true}}'),
      "INVALID_DOCUMENT",
    ],
    [
      "a transform in a list",
      "createDocument",
      create('{"a":[{"$serverTimestamp":true}]}'),
      "INVALID_DOCUMENT",
    ],
    [
      "an increment by text",
      "createDocument",
      create('{"a":{"$increment":"1"}}'),
      "INVALID_DOCUMENT",
    ],
    [
      "an @type",
      "createDocument",
      create('{"a":{"@type":"type.googleapis.com/x","value":"1"}}'),
      "INVALID_REQUEST",
    ],
    [
      "a __proto__",
      "createDocument",
      create('{"a":{"__proto__":{"admin":true}}}'),
      "INVALID_REQUEST",
    ],
    ["10,000 filters", "queryDocuments", query(list('["a","==",1]', 10_000)), "INVALID_REQUEST"],
    [
      "10,000 filters within one",
      "queryDocuments",
      query(`[{"or":${list('["a","==",1]', 10_000)}}]`),
      "INVALID_REQUEST",
    ],
    [
      "filters 40 deep",
      "queryDocuments",
      query(`${'[{"and":'.repeat(40)}["a","==",1]${"}]".repeat(40)}`),
      "INVALID_REQUEST",
    ],
    [
      "31 values for in",
      "queryDocuments",
      query(`[["a","in",${list("1", 31)}]]`),
      "INVALID_REQUEST",
    ],
    [
      "a filter on what JavaScript has",
      "queryDocuments",
      query('[["__proto__","==",1]]'),
      "INVALID_REQUEST",
    ],
    [
      "an order of no field",
      "queryDocuments",
      '{"data":{"collection":"values","orderBy":["a..b"]}}',
      "INVALID_REQUEST",
    ],
    [
      "a limit beyond all limits",
      "queryDocuments",
      '{"data":{"collection":"values","limit":1e9}}',
      "INVALID_REQUEST",
    ],
    [
      "a cursor that is none",
      "queryDocuments",
      '{"data":{"collection":"values","cursor":"AAAA"}}',
      "INVALID_CURSOR",
    ],
    [
      "a cursor that is huge",
      "queryDocuments",
      `{"data":{"collection":"values","cursor":"${"A".repeat(1_000_000)}"}}`,
      "INVALID_CURSOR",
    ],
    [
      "501 paths",
      "getDocuments",
      `{"data":{"paths":${list('"values/x"', 501)}}}`,
      "INVALID_REQUEST",
    ],
    [
      "10,001 writes",
      "batchWrite",
      `{"data":{"writes":${list('{"op":"delete","path":"values/x"}', 10_001)}}}`,
      "INVALID_REQUEST",
    ],
    [
      "a batch against itself",
      "batchWrite",
      `{"data":{"writes":${list('{"op":"create","path":"values/x","data":{}}', 2)}}}`,
      "BATCH_CONFLICT",
    ],
    [
      "paths within each other",
      "updateDocument",
      '{"data":{"path":"values/hostile","data":{"a":1,"a.b":1}}}',
      "INVALID_DOCUMENT",
    ],
    [
      "6,145 characters for a path",
      "getDocument",
      `{"data":{"path":"values/${"x".repeat(6_145)}"}}`,
      "INVALID_REQUEST",
    ],
    [
      "one key twice: the last counts",
      "getDocument",
      '{"data":{"path":"values/hostile","path":"_secrets/gateway"}}',
      "FORBIDDEN",
    ],
    [
      "data twice: the last counts",
      "getDocument",
      '{"data":{"path":"values/hostile"},"data":{"path":"_secrets/gateway"}}',
      "FORBIDDEN",
    ],
    [
      "more than data",
      "getDocument",
      '{"data":{"path":"values/hostile"},"auth":{"uid":"root"}}',
      "INVALID_REQUEST",
    ],
    ["no data", "getDocument", "{}", "INVALID_REQUEST"],
    ["a list for a body", "getDocument", '[{"data":{}}]', "INVALID_REQUEST"],
    ["text for data", "getDocument", '{"data":"values/hostile"}', "INVALID_REQUEST"],
    [
      "Greek in a collection's name",
      "getDocument",
      '{"data":{"path":"v\u03b1lues/hostile"}}',
      "FORBIDDEN",
    ],
    ["fullwidth letters", "getDocument", '{"data":{"path":"\uff56alues/hostile"}}', "FORBIDDEN"],
    ["a space of no width", "getDocument", '{"data":{"path":"values\u200b/hostile"}}', "FORBIDDEN"],
    ["right to left", "getDocument", '{"data":{"path":"\u202evalues/hostile"}}', "FORBIDDEN"],
    ["capitals", "getDocument", '{"data":{"path":"Values/hostile"}}', "FORBIDDEN"],
    ["NUL", "getDocument", '{"data":{"path":"values\\u0000/hostile"}}', "FORBIDDEN"],
  ];

  test.each(CORPUS)("%s", async (_what, callable, body, reason) => {
    const before = await snapshot();
    const answer = await postRaw(gateway, user, [callable, body]);
    expectDocumented(answer, undefined);
    expect(answer.error?.details.reason).toBe(reason);
    expect(await snapshot()).toEqual(before);
  });
});

describe("any data at all", () => {
  const NAMES = [
    "a",
    "a.b",
    "`",
    "",
    "$map",
    "$timestamp",
    "$int64",
    "$bytes",
    "$reference",
    "$vector",
    "$number",
    "$geoPoint",
    "$increment",
    "$arrayUnion",
    "$arrayRemove",
    "$delete",
    "$serverTimestamp",
    "$x",
    "@type",
    "value",
    "__proto__",
    "__a__",
    "constructor",
    "toJSON",
    "hasOwnProperty",
    "length",
    "\ud800",
    "left",
    "reserved",
  ];

  /** JSON whose names and texts mean something to somebody. */
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      fc.constantFrom(
        null,
        true,
        0,
        -1,
        0.5,
        1e300,
        "",
        "x",
        "2026-01-01T00:00:00Z",
        "values/x",
        "NaN",
        "AAAA",
        "\udfff",
      ),
      fc.dictionary(fc.constantFrom(...NAMES), tie("json"), { maxKeys: 3 }),
      fc.array(tie("json"), { maxLength: 3 }),
    ),
  }));
  const data = fc.dictionary(fc.constantFrom(...NAMES), json, { maxKeys: 4 });

  test("is stored and read again, or refused", async () => {
    const writes = fc.asyncProperty(
      data,
      fc.constantFrom("setDocument", "updateDocument"),
      async (sent, callable) => {
        const path = "values/hostile-any";
        await rawFirestore.set(path, {});
        const answer = await postRaw(gateway, user, [callable, { data: { path, data: sent } }]);
        expectDocumented(answer, sent);
        const read = await postRaw(gateway, user, ["getDocument", { data: { path, maxAgeMs: 0 } }]);
        expect(read.status).toBe(200);
        if (answer.error !== undefined)
          expect(read.result).toMatchObject({ document: { data: {} } });
      },
    );
    await fc.assert(writes, { numRuns: tries({ short: 60, long: 3_000 }) });
    await rawFirestore.delete("values/hostile-any");
  });

  test("goes past no schema", async () => {
    const before = await rawFirestore.get("stock/hostile");
    const attempts = fc.asyncProperty(data, json, async (sent, left) => {
      for (const content of [sent, { ...sent, left }]) {
        const body = { data: { path: "stock/hostile", data: content } };
        const answer = await postRaw(gateway, admin, ["updateDocument", body]);
        expectDocumented(answer, content);
        const after = (await rawFirestore.get("stock/hostile"))?.fields ?? {};
        expect(Object.keys(after).toSorted()).toEqual(["left", "reserved"]);
        expect(Object.values(after).flatMap(Object.keys)).toEqual(["integerValue", "integerValue"]);
      }
    });
    await fc.assert(attempts, { numRuns: tries({ short: 30, long: 1_000 }) });
    expect(before).not.toBeNull();
  });

  test("is no filter's undoing", async () => {
    const filters = fc.asyncProperty(
      json,
      fc.constantFrom("==", "in", "<", "array-contains"),
      async (value, operator) => {
        const where = [["a", operator, value]];
        const body = { data: { collection: "values", where, limit: 1 } };
        expectDocumented(await postRaw(gateway, user, ["queryDocuments", body]), where);
      },
    );
    await fc.assert(filters, { numRuns: tries({ short: 40, long: 3_000 }) });
  });
});

test("names that JavaScript knows are fields like any other, where a schema lets them be", async () => {
  const names = [
    "constructor",
    "hasOwnProperty",
    "toString",
    "valueOf",
    "prototype",
    "then",
    "@type",
  ];
  const fields = Object.fromEntries(names.map((name) => [name, `a ${name}`]));
  const path = "values/hostile-names";
  const data = { $map: Object.entries({ ...fields, inner: { $map: Object.entries(fields) } }) };
  const written = await postRaw(gateway, user, ["setDocument", { data: { path, data } }]);
  expect(written.status).toBe(200);
  const stored = Object.fromEntries(names.map((name) => [name, { stringValue: `a ${name}` }]));
  expect((await rawFirestore.get(path))?.fields).toEqual({
    ...stored,
    inner: { mapValue: { fields: stored } },
  });
  const read = await postRaw(gateway, user, ["getDocument", { data: { path } }]);
  const { document } = read.result as { document: { data: Fields } };
  const { inner = null, ...outer } = mapFields(document.data) ?? {};
  expect([outer, mapFields(inner)]).toEqual([fields, fields]);
  const update = { path, data: { constructor: { $delete: true }, "inner.toString": "another" } };
  await postRaw(gateway, user, ["updateDocument", { data: update }]);
  const after = (await rawFirestore.get(path))?.fields ?? {};
  expect(Object.keys(after)).not.toContain("constructor");
  expect(after["inner"]).toEqual({
    mapValue: { fields: { ...stored, toString: { stringValue: "another" } } },
  });
  await rawFirestore.delete(path);
});

test("the log has a line for each call, and nothing of what was sent or stored", async () => {
  const secrets = ["hostile-in-path", "hostile-in-data", "hostile-in-name", "hostile-in-filter"];
  const [path = "", text = "", name = "", compared = ""] = secrets;
  const values = `values/${path}`;
  const requests: readonly (readonly [string, object])[] = [
    ["setDocument", { path: values, data: { [name]: text } }],
    ["getDocument", { path: values }],
    ["setDocument", { path: values, data: { [name]: { $no: text } } }],
    ["updateDocument", { path: `stock/${path}`, data: { [name]: text } }],
    ["queryDocuments", { collection: "values", where: [[name, "==", compared]] }],
    ["queryDocuments", { collection: "values", where: [[name, "~", compared]], [text]: 1 }],
    ["batchWrite", { writes: [{ op: "create", path: values, data: { text } }], atomic: false }],
  ];
  const lines = await logOf(gateway, async () => {
    for (const [callable, data] of requests) await postRaw(gateway, user, [callable, { data }]);
  });
  await rawFirestore.delete(values);
  expect(lines).toHaveLength(requests.length);
  for (const secret of [...secrets, `"${user.sub}"`]) {
    expect(lines.join("\n")).not.toContain(secret);
  }
});
