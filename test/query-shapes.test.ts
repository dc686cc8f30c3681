import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** Queries of every shape that Firestore has, through the gateway as it runs in production. */
let production: Production;
let ada: Caller;
let catalog: Caller;

interface Page {
  readonly documents: readonly { readonly id: string; readonly data: Record<string, unknown> }[];
  readonly nextCursor?: string;
  readonly explain?: object;
}

beforeAll(async () => {
  // What other files have left in the same collections is found, too.
  await Promise.all(["shapes", "places"].map(rawFirestore.clear));
  production = await Production.start("test/fixtures/collections");
  const every = await production.instance("database");
  ada = new Caller(every, { sub: "ada" });
  catalog = new Caller(every, { sub: "service:catalog", service: "catalog" });
  for (let n = 1; n <= 6; n += 1) {
    await rawFirestore.set(`shapes/s${String(n)}`, {
      n: { integerValue: String(n) },
      parity: { stringValue: n % 2 === 0 ? "even" : "odd" },
      tags: { arrayValue: { values: [{ stringValue: `t${String(n)}` }, { stringValue: "all" }] } },
      "odd name`": { integerValue: String(n) },
    });
  }
  await rawFirestore.set("posts/p1/comments/c1", {
    text: { stringValue: "1" },
    by: { stringValue: "shapes-ada" },
  });
  await rawFirestore.set("pages/p2/comments/c2", {
    text: { stringValue: "2" },
    by: { stringValue: "shapes-bob" },
  });
  for (const [name, x, y] of [
    ["near", 1, 1],
    ["far", 9, 9],
    ["middle", 3, 3],
  ] as const) {
    await ada.call("setDocument", {
      path: `places/${name}`,
      data: { name, embedding: { $vector: [x, y, 1] } },
    });
  }
});

afterAll(() => production.stop());

const query = (request: object, caller = ada) =>
  caller.call<Page>("queryDocuments", { collection: "shapes", ...request });
const idsOf = ({ result, error }: Answer<Page>) => result?.documents.map(({ id }) => id) ?? error;
const inOrder = { orderBy: ["n"] };

test.each<[string, object, string[]]>([
  ["==", { where: [["n", "==", 3]] }, ["s3"]],
  ["!=", { where: [["n", "!=", 3]] }, ["s1", "s2", "s4", "s5", "s6"]],
  ["<", { where: [["n", "<", 3]] }, ["s1", "s2"]],
  ["<=", { where: [["n", "<=", 3]] }, ["s1", "s2", "s3"]],
  [">", { where: [["n", ">", 4]] }, ["s5", "s6"]],
  [">=", { where: [["n", ">=", 4]] }, ["s4", "s5", "s6"]],
  ["in", { where: [["n", "in", [1, 6, 9]]] }, ["s1", "s6"]],
  ["not-in", { where: [["n", "not-in", [1, 2, 3]]] }, ["s4", "s5", "s6"]],
  ["array-contains", { where: [["tags", "array-contains", "t2"]] }, ["s2"]],
  ["array-contains-any", { where: [["tags", "array-contains-any", ["t2", "t5"]]] }, ["s2", "s5"]],
  [
    "and of several",
    {
      where: [
        ["n", ">", 1],
        ["n", "<", 4],
      ],
    },
    ["s2", "s3"],
  ],
  [
    "or",
    {
      where: [
        {
          or: [
            ["n", "==", 1],
            ["n", "==", 6],
          ],
        },
      ],
    },
    ["s1", "s6"],
  ],
  [
    "or of ands",
    {
      where: [
        {
          or: [
            {
              and: [
                ["n", ">", 0],
                ["n", "<", 2],
              ],
            },
            ["n", "==", 6],
          ],
        },
      ],
    },
    ["s1", "s6"],
  ],
  [
    "a range of ids beside that of a field",
    {
      where: [
        ["__name__", ">", "s2"],
        ["n", "<", 5],
      ],
    },
    ["s3", "s4"],
  ],
  ["a field of any name", { where: [["`odd name\\``", "==", 2]] }, ["s2"]],
  ["startAt", { ...inOrder, startAt: [5] }, ["s5", "s6"]],
  ["startAfter", { ...inOrder, startAfter: [5] }, ["s6"]],
  ["endAt", { ...inOrder, endAt: [2] }, ["s1", "s2"]],
  ["endBefore", { ...inOrder, endBefore: [2] }, ["s1"]],
  ["limitToLast", { ...inOrder, limitToLast: 2 }, ["s5", "s6"]],
  [
    "limitToLast within positions",
    { ...inOrder, startAt: [2], endBefore: [5], limitToLast: 2 },
    ["s3", "s4"],
  ],
  ["a position by document id", { orderBy: ["__name__"], startAfter: ["s4"] }, ["s5", "s6"]],
])("%s", async (_name, request, ids) => {
  expect(idsOf(await query(request))).toEqual(ids);
});

test("limitToLast pages backwards", async () => {
  const first = await query({ ...inOrder, limitToLast: 2 });
  const before = await query({ ...inOrder, limitToLast: 2, cursor: first.result?.nextCursor });
  expect(idsOf(before)).toEqual(["s3", "s4"]);
});

test("a collection group is queried where its definition opens it", async () => {
  const group = (collectionGroup: string, more: object = {}) =>
    ada.call<Page>("queryDocuments", { collectionGroup, ...more });
  // In the order of their paths; comments of other files are in the group, too.
  const both = { where: [["by", "in", ["shapes-ada", "shapes-bob"]]] };
  expect(idsOf(await group("comments", both))).toEqual(["c2", "c1"]);
  expect(idsOf(await group("comments", { where: [["by", "==", "shapes-bob"]] }))).toEqual(["c2"]);
  for (const closed of ["tasks", "shapes", "_quotas", "nothing"]) {
    expect((await group(closed)).error?.details.reason).toBe("FORBIDDEN");
  }
  const count = { collectionGroup: "comments", ...both, aggregates: { all: { count: true } } };
  expect(await ada.call("aggregateDocuments", count)).toMatchObject({
    result: { aggregates: { all: 2 } },
  });
});

test("the nearest vectors come nearest first", async () => {
  const answer = await ada.call<Page>("queryDocuments", {
    collection: "places",
    findNearest: { field: "embedding", vector: [1, 1, 1], distance: "EUCLIDEAN", limit: 2 },
  });
  expect(idsOf(answer)).toEqual(["near", "middle"]);
});

test("a query that no index serves is refused with what to add", async () => {
  const { error } = await query({
    where: [
      ["parity", "==", "odd"],
      ["n", ">", 2],
    ],
  });
  expect(error).toMatchObject({
    details: {
      reason: "QUERY_NOT_COVERED",
      missing: [{ option: "indexes", index: ["parity", "n"] }],
      usage: { reads: 0 },
    },
  });
});

test("explain is for services and admins", async () => {
  expect((await query({ explain: true })).error?.details.reason).toBe("FORBIDDEN");
  expect(idsOf(await query({ explain: true }, catalog))).toHaveLength(6);
});

test.each([
  ["offset", { offset: 10 }, "offset"],
  ["collection beside collectionGroup", { collectionGroup: "comments" }, "collectionGroup"],
  ["limit beside limitToLast", { ...inOrder, limit: 1, limitToLast: 1 }, "limitToLast"],
  ["limitToLast without an order", { limitToLast: 1 }, "limitToLast"],
  ["startAt beside startAfter", { ...inOrder, startAt: [1], startAfter: [1] }, "startAfter"],
  ["more positions than orders", { ...inOrder, startAt: [1, 2] }, "startAt"],
])("%s is refused, by name", async (_name, request, field) => {
  expect((await query(request)).error?.details).toMatchObject({
    reason: "INVALID_REQUEST",
    fieldViolations: [{ field }],
  });
});
