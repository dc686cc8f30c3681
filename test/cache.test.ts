import { setTimeout as sleep } from "node:timers/promises";
import { chance } from "../packages/gateway/simulation/soak.ts";
import type { Response } from "../packages/gateway/src/api/api.ts";
import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/**
 * Two instances in front of one database: what one has in memory, the other knows nothing of. What one
 * instance answers is in packages/gateway/src/reads/cached-answers.test.ts, too.
 */
let production: Production;
/** Ada, before each of them. */
let here: Caller;
let there: Caller;
let bob: Caller;

type Got = Response<"getDocument">;
type Page = Response<"queryDocuments">;
type Counted = Response<"aggregateDocuments">;
type Written = Response<"setDocument">;

const FROM_MEMORY = { reads: 0, writes: 0, deletes: 0, cached: true };
const READ = { reads: 1, writes: 0, deletes: 0 };

beforeAll(async () => {
  production = await Production.start("test/fixtures/cached-collections");
  const [first, second] = await Promise.all([
    production.instance("database"),
    production.instance("database"),
  ]);
  here = new Caller(first, { sub: "ada" });
  there = new Caller(second, { sub: "ada" });
  bob = new Caller(first, { sub: "bob" });
});

afterAll(() => production.stop());

async function ok<Result>(answer: Promise<Answer<Result>>): Promise<Result> {
  const { result, error } = await answer;
  if (result === undefined)
    throw new Error(`${String(error?.details.reason)}: ${String(error?.message)}`);
  return result;
}

async function refusal(answer: Promise<Answer<unknown>>) {
  const { error } = await answer;
  return { reason: error?.details.reason, usage: error?.details["usage"] };
}

const number = (n: number) => ({ n: { integerValue: String(n) } });
const get = (caller: Caller, path: string, options: object = {}) =>
  ok(caller.call<Got>("getDocument", { path, ...options }));
const list = (caller: Caller, collection: string, options: object = {}) =>
  ok(caller.call<Page>("queryDocuments", { collection, ...options }));

describe("what is kept", () => {
  test("a document costs nothing the second time, whatever fields are asked for", async () => {
    await rawFirestore.set("pages/a", { ...number(1), m: { integerValue: "2" } });
    const read = await get(here, "pages/a");
    expect(read).toMatchObject({ document: { data: { n: 1, m: 2 } }, usage: READ });
    expect(read.usage.cached).toBeUndefined();
    expect(await get(here, "pages/a")).toEqual({ ...read, usage: FROM_MEMORY });
    const { document, usage } = await get(here, "pages/a", { fields: ["m"] });
    expect([document.data, usage]).toEqual([{ m: 2 }, FROM_MEMORY]);
  });

  test("that there is no document is kept too", async () => {
    const ask = () => refusal(here.call("getDocument", { path: "pages/missing" }));
    expect(await ask()).toEqual({ reason: "DOCUMENT_NOT_FOUND", usage: READ });
    expect(await ask()).toEqual({ reason: "DOCUMENT_NOT_FOUND", usage: FROM_MEMORY });
  });

  test("of many documents only those are read that are not there", async () => {
    for (const id of ["m1", "m2", "m3"]) await rawFirestore.set(`pages/${id}`, number(1));
    await get(here, "pages/m2");
    const paths = ["pages/m1", "pages/m2", "pages/m3", "pages/m1"];
    const all = () => ok(here.call<Response<"getDocuments">>("getDocuments", { paths }));
    const first = await all();
    expect(first.documents.map((document) => document?.path)).toEqual(paths);
    expect(first.usage).toEqual({ ...READ, reads: 2 });
    expect(await all()).toEqual({ ...first, usage: FROM_MEMORY });
  });

  test("a page, the next page and aggregates reach Firestore once", async () => {
    for (const n of [1, 2, 3]) await rawFirestore.set(`pages/q${String(n)}`, number(n));
    const ask = async () => {
      const query = { where: [["n", ">=", 2]], orderBy: ["n"], limit: 1 };
      const { documents, nextCursor, usage } = await list(here, "pages", query);
      const next = await list(here, "pages", { ...query, cursor: nextCursor });
      const counted = await ok(
        here.call<Counted>("aggregateDocuments", {
          collection: "pages",
          where: [["n", ">=", 2]],
          aggregates: { sum: { sum: "n" } },
        }),
      );
      const ids = [...documents, ...next.documents].map(({ id }) => id);
      return { ids, sum: counted.aggregates["sum"], usages: [usage, next.usage, counted.usage] };
    };
    const before = requests();
    const first = await ask();
    expect(first).toEqual({ ids: ["q2", "q3"], sum: 5, usages: [READ, READ, READ] });
    expect(requests()).toBe(before + 3);
    expect(await ask()).toEqual({ ...first, usages: [FROM_MEMORY, FROM_MEMORY, FROM_MEMORY] });
    expect(requests()).toBe(before + 3);
  });

  test("many who ask at once share few reads, and pay for those together", async () => {
    for (const n of [1, 2])
      await rawFirestore.set(`pages/h${String(n)}`, { h: { integerValue: "1" } });
    const before = requests();
    const pages = await Promise.all(
      Array.from({ length: 50 }, () => list(here, "pages", { where: [["h", "==", 1]] })),
    );
    const sent = requests() - before;
    expect(sent).toBeLessThan(10);
    expect(pages.reduce((sum, { usage }) => sum + usage.reads, 0)).toBe(2 * sent);
  });
});

/** Queries that came to Firestore; documents are read for the gateway's bookkeeping too. */
function requests(): number {
  const { firestore } = production;
  return firestore.count("runQuery") + firestore.count("runAggregationQuery");
}

describe("how old an answer may be", () => {
  test("nothing older than maxAgeMs is ever answered, by any instance", async () => {
    const random = chance();
    const acknowledgedAt: number[] = [];
    let fromMemory = 0;
    const startedMs = performance.now();
    const isOver = () => {
      const ms = performance.now() - startedMs;
      return ms > 60_000 || (ms > 3_000 && fromMemory > 10);
    };
    const write = async () => {
      for (let n = 0; !isOver(); n += 1) {
        await rawFirestore.set("scores/one", number(n));
        acknowledgedAt[n] = performance.now();
        await sleep(20 * random());
      }
    };
    const read = async (caller: Caller, maxAgeMs?: number) => {
      const options = maxAgeMs === undefined ? {} : { maxAgeMs };
      const oldest = performance.now() - Math.min(maxAgeMs ?? 300, 300);
      const demanded = acknowledgedAt.findLastIndex((at) => at <= oldest);
      const [one, page] = await Promise.all([
        get(caller, "scores/one", options),
        list(caller, "scores", options),
      ]);
      for (const { data } of [one.document, ...page.documents]) {
        expect(data["n"]).toBeGreaterThanOrEqual(demanded);
      }
      if (one.usage.cached) fromMemory += 1;
    };
    await rawFirestore.set("scores/one", number(0));
    const writing = write();
    const readers = [here, there, here, there].map(async (caller, index) => {
      const ages = [[undefined], [0, 100], [undefined, 50], [1_000, 0]][index] ?? [];
      for (let turn = 0; !isOver(); turn += 1) {
        await read(caller, ages[turn % ages.length]);
      }
    });
    await Promise.all([...readers, writing]);
    expect(fromMemory).toBeGreaterThan(10);
  });

  test("maxAgeMs of 0 reads now, and what it read is then kept", async () => {
    await rawFirestore.set("pages/fresh", number(1));
    await get(here, "pages/fresh");
    await rawFirestore.set("pages/fresh", number(2));
    expect((await get(here, "pages/fresh")).document.data).toEqual({ n: 1 });
    const fresh = await get(here, "pages/fresh", { maxAgeMs: 0 });
    expect(fresh).toMatchObject({ document: { data: { n: 2 } }, usage: READ });
    expect(await get(here, "pages/fresh")).toEqual({ ...fresh, usage: FROM_MEMORY });
  });
});

describe("one's own writes", () => {
  const both = async (caller: Caller, notBefore: string) => {
    const [one, { documents }] = await Promise.all([
      caller.call<Got>("getDocument", { path: "pages/own", notBefore }),
      list(caller, "pages", { where: [["own", "==", true]], notBefore }),
    ]);
    return [one.result?.document.data["n"], documents[0]?.data["n"]];
  };

  test("notBefore shows a write through any instance, deletes and batches too", async () => {
    const path = "pages/own";
    const data = (n: number) => ({ own: true, n });
    for (let n = 1; n <= 15; n += 3) {
      const set = await ok(here.call<Written>("setDocument", { path, data: data(n) }));
      expect(await both(there, set.commitTime)).toEqual([n, n]);
      const batch = await ok(
        there.call<Response<"batchWrite">>("batchWrite", {
          writes: [{ op: "set", path, data: data(n + 1) }],
        }),
      );
      expect(await both(here, String(batch.commitTime))).toEqual([n + 1, n + 1]);
      const gone = await ok(here.call<Response<"deleteDocument">>("deleteDocument", { path }));
      expect(await both(there, gone.commitTime)).toEqual([undefined, undefined]);
    }
  });

  test("writes that stand alone tell the time of the last, unless one is a delete", async () => {
    const batch = (...writes: readonly object[]) =>
      ok(here.call<Response<"batchWrite">>("batchWrite", { writes, atomic: false }));
    const set = (n: number) => ({ op: "set", path: "pages/own", data: { own: true, n } });
    await both(there, (await batch(set(1))).commitTime as string);
    const { commitTime } = await batch(set(2), set(3));
    expect(await both(there, commitTime as string)).toEqual([3, 3]);
    expect(await batch(set(4), { op: "delete", path: "pages/gone" })).not.toHaveProperty(
      "commitTime",
    );
  });

  test("what is new enough for it comes from memory", async () => {
    const path = "pages/seen";
    const { commitTime } = await ok(here.call<Written>("setDocument", { path, data: { n: 1 } }));
    const options = { notBefore: commitTime };
    expect((await get(there, path, options)).usage).toEqual(READ);
    expect((await get(there, path, options)).usage).toEqual(FROM_MEMORY);
  });
});

describe("policies", () => {
  const draft = (author: string, published = false) => ({
    author: { stringValue: author },
    published: { booleanValue: published },
    fee: { integerValue: "100" },
  });

  test("hold for each caller, whoever's read a document came with", async () => {
    await rawFirestore.set("drafts/d1", draft("ada"));
    const path = "drafts/d1";
    expect((await get(here, path)).document.data).toEqual({ author: "ada", published: false });
    for (const options of [{}, {}, { maxAgeMs: 0 }]) {
      const answer = bob.call("getDocument", { path, ...options });
      expect((await refusal(answer)).reason).toBe("DOCUMENT_NOT_FOUND");
    }
    expect((await get(here, path)).usage).toEqual(FROM_MEMORY);
  });

  test("a list holds what its caller may see, though another asked the same before", async () => {
    await rawFirestore.set("drafts/l1", { ...draft("ada"), list: { booleanValue: true } });
    await rawFirestore.set("drafts/l2", { ...draft("bob"), list: { booleanValue: true } });
    const ids = async (caller: Caller) =>
      (await list(caller, "drafts", { where: [["list", "==", true]] })).documents.map(
        ({ id }) => id,
      );
    expect([await ids(here), await ids(bob), await ids(here)]).toEqual([["l1"], ["l2"], ["l1"]]);
  });
});

describe("membership", () => {
  const members = (...uids: readonly string[]) => ({
    members: { arrayValue: { values: uids.map((uid) => ({ stringValue: uid })) } },
  });

  test("is known from before for as long as the policy says, and a list then takes one read less", async () => {
    await rawFirestore.set("clubs/c1", members("ada"));
    await rawFirestore.set("clubs/c1/posts/p", number(1));
    expect((await list(here, "clubs/c1/posts")).usage).toEqual({ ...READ, reads: 2 });
    expect((await list(here, "clubs/c1/posts")).usage).toEqual(READ);
    expect((await get(here, "clubs/c1/posts/p")).usage).toEqual(READ);
  });

  test("is newer where a request wants it newer", async () => {
    await rawFirestore.set("clubs/c2", members("ada"));
    await rawFirestore.set("clubs/c2/posts/p", number(1));
    await list(here, "clubs/c2/posts");
    const { updateTime } = await rawFirestore.set("clubs/c2", members("bob"));
    expect((await list(here, "clubs/c2/posts")).documents).toHaveLength(1);
    for (const options of [{ notBefore: updateTime }, { maxAgeMs: 0 }]) {
      const answer = here.call("queryDocuments", { collection: "clubs/c2/posts", ...options });
      expect((await refusal(answer)).reason).toBe("FORBIDDEN");
    }
    const refused = here.call("getDocument", { path: "clubs/c2/posts/p" });
    expect((await refusal(refused)).reason).toBe("DOCUMENT_NOT_FOUND");
  });
});
