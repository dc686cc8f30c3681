import { clientAs, type Client } from "./support/gateway.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { refusalOf } from "./support/refusal.ts";

const COLLECTION = "users/querying-ada/notes";
let ada: Client;

interface Page {
  readonly documents: readonly { readonly id: string; readonly data: Record<string, unknown> }[];
  readonly nextCursor?: string;
}

const query = (request: object) =>
  ada.call<Page>("queryDocuments", { collection: COLLECTION, ...request });
const idsOf = (page: Page) => page.documents.map(({ id }) => id);

beforeAll(async () => {
  ada = await clientAs({ uid: "querying-ada" });
  for (let index = 0; index < 7; index += 1) {
    await rawFirestore.set(`${COLLECTION}/n${String(index)}`, {
      text: { stringValue: `note ${String(index)}` },
      pinned: { booleanValue: index % 2 === 0 },
    });
  }
});

describe("queryDocuments", () => {
  test("answers the documents that match, in order, and what they cost", async () => {
    const answer = await query({
      where: [["pinned", "==", true]],
      orderBy: [["__name__", "desc"]],
    });
    expect(idsOf(answer)).toEqual(["n6", "n4", "n2", "n0"]);
    expect(answer).toMatchObject({ usage: { reads: 4, writes: 0, deletes: 0 } });
    expect(answer.nextCursor).toBeUndefined();
  });

  test("a query of nothing costs one read", async () => {
    const answer = await query({ where: [["__name__", "==", "none"]] });
    expect(answer).toMatchObject({ documents: [], usage: { reads: 1 } });
  });

  test("pages through all documents, each once, whatever the fields asked for", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: Page = await query({
        orderBy: ["pinned"],
        select: ["text"],
        limit: 2,
        ...(cursor !== undefined && { cursor }),
      });
      expect(page.documents.every(({ data }) => Object.keys(data).join() === "text")).toBe(true);
      seen.push(...idsOf(page));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(["n1", "n3", "n5", "n0", "n2", "n4", "n6"]);
  });

  test("a full page has a cursor though nothing follows, and the page after it is empty", async () => {
    const page = await query({ limit: 7 });
    expect(page.nextCursor).toEqual(expect.any(String));
    expect(await query({ limit: 7, cursor: page.nextCursor })).toMatchObject({ documents: [] });
  });

  test("refuses the cursor of another query, and one that was changed", async () => {
    const { nextCursor = "" } = await query({ limit: 1 });
    const changed = `${nextCursor.slice(0, -2)}${nextCursor.endsWith("AA") ? "BB" : "AA"}`;
    const otherQuery = { orderBy: ["pinned"], cursor: nextCursor };
    for (const request of [otherQuery, { cursor: changed }, { cursor: "" }]) {
      expect(await refusalOf(query(request))).toMatchObject({
        code: "invalid-argument",
        details: { reason: "INVALID_CURSOR" },
      });
    }
  });

  test("finds by document id, given as an id or as a reference", async () => {
    const reference = { $reference: `${COLLECTION}/n3` };
    expect(idsOf(await query({ where: [["__name__", "==", "n3"]] }))).toEqual(["n3"]);
    expect(idsOf(await query({ where: [["__name__", "==", reference]] }))).toEqual(["n3"]);
    expect(idsOf(await query({ where: [["__name__", ">", "n4"]] }))).toEqual(["n5", "n6"]);
  });

  test("another user's collection is closed", async () => {
    const bob = await clientAs({ uid: "querying-bob" });
    const refusal = await refusalOf(bob.call("queryDocuments", { collection: COLLECTION }));
    expect(refusal).toMatchObject({ code: "permission-denied", details: { reason: "FORBIDDEN" } });
  });

  test.each([
    ["an operator that is none", { where: [["a", "===", 1]] }, "where[0][1]"],
    ["a comparison without a value", { where: [["a", "=="]] }, "where[0]"],
    [
      "too long a list for in",
      { where: [["a", "in", Array.from({ length: 31 }, (_, i) => i)]] },
      "where[0][2]",
    ],
    ["a limit over 500", { limit: 501 }, "limit"],
    ["a limit of 0", { limit: 0 }, "limit"],
    ["a malformed value", { where: [["a", "==", { $timestamp: "yesterday" }]] }, "where[0][2]"],
  ])("names the field of a request with %s", async (_name, request, field) => {
    expect(await refusalOf(query(request))).toMatchObject({
      code: "invalid-argument",
      details: { reason: "INVALID_REQUEST", fieldViolations: [{ field }] },
    });
  });
});

describe("aggregateDocuments", () => {
  const aggregate = (request: object) =>
    ada.call("aggregateDocuments", { collection: COLLECTION, ...request });

  test("counts, and costs one read", async () => {
    const where = [["pinned", "==", false]];
    expect(await aggregate({ where, aggregates: { unpinned: { count: true } } })).toEqual({
      aggregates: { unpinned: 3 },
      usage: { reads: 1, writes: 0, deletes: 0 },
    });
  });

  test("sums and averages", async () => {
    // Times of no other movie.
    for (const [id, minutes] of [
      ["a", -1],
      ["b", -4],
    ] as const) {
      await rawFirestore.set(`movies/aggregate-${id}`, {
        "Running Time min": { integerValue: String(minutes) },
      });
    }
    const time = "`Running Time min`";
    const answer = await ada.call("aggregateDocuments", {
      collection: "movies",
      where: [[time, "<", 0]],
      aggregates: { total: { sum: time }, mean: { average: time } },
    });
    expect(answer).toMatchObject({ aggregates: { total: -5, mean: -2.5 } });
  });

  test("aggregates over the first, the last and those between two positions of an order", async () => {
    const all = { count: true };
    for (const n of [1, 2, 3, 4]) {
      await rawFirestore.set(`movies/ordered-${String(n)}`, {
        ordered: { integerValue: String(n) },
      });
    }
    const within = (request: object) =>
      ada.call<{ readonly aggregates: unknown }>("aggregateDocuments", {
        collection: "movies",
        orderBy: ["ordered"],
        aggregates: { total: { sum: "ordered" }, all },
        ...request,
      });
    expect((await within({})).aggregates).toEqual({ total: 10, all: 4 });
    expect((await within({ limit: 3 })).aggregates).toEqual({ total: 6, all: 3 });
    expect((await within({ limitToLast: 3 })).aggregates).toEqual({ total: 9, all: 3 });
    expect((await within({ startAfter: [1], endBefore: [4] })).aggregates).toEqual({
      total: 5,
      all: 2,
    });
  });

  test("refuses to skip documents, which Firestore bills", async () => {
    expect(
      await refusalOf(aggregate({ offset: 1, aggregates: { all: { count: true } } })),
    ).toMatchObject({
      details: { reason: "INVALID_REQUEST", fieldViolations: [{ field: "offset" }] },
    });
  });

  test("refuses more than five aggregates, and none", async () => {
    const six = Object.fromEntries("abcdef".split("").map((name) => [name, { count: true }]));
    for (const aggregates of [six, {}]) {
      expect(await refusalOf(aggregate({ aggregates }))).toMatchObject({
        details: { reason: "INVALID_REQUEST", fieldViolations: [{ field: "aggregates" }] },
      });
    }
  });
});
