import { Caller, Production } from "./support/production.ts";
import { emulators } from "./support/emulators.ts";

/** Firestore bills a read for each 1,000 index entries: so are aggregates paid for, however many. */
let production: Production;
let ada: Caller;

/** How many documents have each of the fields. */
const DOCUMENTS = { a: 2_100, b: 2_100, c: 1_500, d: 1_500, e: 900 } as const;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  ada = new Caller(await production.instance("database"), { sub: "aggregates-ada" });
  const all = Array.from({ length: DOCUMENTS.a }, (_, index) => index);
  for (let start = 0; start < all.length; start += 500) await store(all.slice(start, start + 500));
});

afterAll(() => production.stop());

/** Past the gateway, 500 at a time. */
async function store(indexes: readonly number[]): Promise<void> {
  const root = `projects/${emulators.project}/databases/(default)/documents`;
  const writes = indexes.map((index) => {
    const names = Object.entries(DOCUMENTS).filter(([, count]) => index < count);
    const numbers = names.map(([name]) => [name, { integerValue: "1" }] as const);
    const kind = { stringValue: index % 2 === 0 ? "even" : "odd" };
    const fields = { ...Object.fromEntries(numbers), kind };
    return { update: { name: `${root}/measures/${String(index)}`, fields } };
  });
  const response = await fetch(`http://${emulators.firestore}/v1/${root}:commit`, {
    method: "POST",
    headers: { authorization: "Bearer owner", "content-type": "application/json" },
    body: JSON.stringify({ writes }),
  });
  expect(response.ok).toBe(true);
}

interface Answer {
  readonly aggregates: Readonly<Record<string, unknown>>;
  readonly usage: { readonly reads: number };
}

const sum = (field: string) => ({ sum: field });
const average = (field: string) => ({ average: field });
const count = { count: true };
const named = (...all: readonly object[]) =>
  Object.fromEntries(all.map((one, index) => [`n${String(index)}`, one]));

async function aggregate(aggregates: object, rest: object = { maxAgeMs: 0 }) {
  const before = production.firestore.count("runAggregationQuery");
  const { result, error } = await ada.call<Answer>("aggregateDocuments", {
    collection: "measures",
    aggregates,
    ...rest,
  });
  expect(error).toBeUndefined();
  const requests = production.firestore.count("runAggregationQuery") - before;
  return { values: Object.values(result?.aggregates ?? {}), usage: result?.usage, requests };
}

test.each<[what: string, aggregates: object, values: readonly number[], reads: number]>([
  ["one", named(sum("a")), [2_100], 3],
  ["four", named(sum("a"), average("a"), sum("b"), sum("c")), [1_500, 1, 1_500, 1_500], 2],
  [
    "five with a count",
    named(sum("a"), sum("b"), count, sum("c"), average("c")),
    [1_500, 1_500, 1_500, 1_500, 1],
    2,
  ],
  ["five that are three", named(sum("a"), average("a"), sum("a"), sum("a"), count), [], 3],
  [
    "five that are two",
    named(sum("a"), average("a"), sum("a"), average("a"), sum("a")),
    [2_100, 1, 2_100, 1, 2_100],
    3,
  ],
  ["five counts", named(count, count, count, count, count), Array<number>(5).fill(2_100), 3],
])("%s: one request, and a read for each 1,000 entries", async (_what, asked, values, reads) => {
  const answer = await aggregate(asked);
  expect(answer).toMatchObject({ requests: 1, usage: { reads } });
  if (values.length > 0) expect(answer.values).toEqual(values);
});

/** Firestore tells with the answer what it bills; the emulator does not, and is asked to count. */
test.each<[what: string, aggregates: object, rest: object, reads: number]>([
  ["of three fields", named(sum("a"), average("a"), sum("b"), average("b"), sum("c")), {}, 2],
  ["of five fields", named(...["a", "b", "c", "d", "e"].map(sum)), {}, 1],
  [
    "under a filter",
    named(...["a", "b", "c", "d", "e"].map(average)),
    { where: [["kind", "==", "odd"]] },
    1,
  ],
])("five sums and averages %s are paid for alike", async (_what, asked, rest, reads) => {
  const answer = await aggregate(asked, { maxAgeMs: 0, ...rest });
  expect(answer).toMatchObject({ requests: 2, usage: { reads } });
});

test("what memory answers costs nothing, five too", async () => {
  const five = named(...["a", "b", "c", "d", "e"].map(sum));
  const first = await aggregate(five, { maxAgeMs: 60_000 });
  const again = await aggregate(five, { maxAgeMs: 60_000 });
  expect(again).toEqual({
    ...first,
    usage: { reads: 0, writes: 0, deletes: 0, cached: true },
    requests: 0,
  });
});

test("where Firestore says what it bills, that is what is paid, in one request", async () => {
  const root = await aggregate(named(sum("a"), average("a"), sum("b"), average("b"), sum("c")));
  expect(root.requests).toBe(2);
  const values = [1_500, 1, 1_500, 1, 1_500];
  const fields = Object.fromEntries(
    values.map((value, index) => [`a${String(index)}`, { integerValue: String(value) }]),
  );
  const readTime = "2026-11-22T10:00:00.000000Z";
  const body = JSON.stringify([
    { result: { aggregateFields: fields }, readTime },
    { explainMetrics: { executionStats: { readOperations: "7" } }, readTime },
  ]);
  production.firestore.fail("runAggregationQuery", { kind: "answer", status: 200, body });
  const asked = named(sum("a"), average("a"), sum("b"), average("b"), sum("c"));
  expect(await aggregate(asked)).toEqual({
    values,
    usage: { reads: 7, writes: 0, deletes: 0 },
    requests: 1,
  });
});
