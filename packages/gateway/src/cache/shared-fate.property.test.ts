import fc from "fast-check";
import { RestStore } from "../documents/rest-store.ts";
import type { RestRequest } from "../documents/rest/rest-client.ts";
import { StoreError } from "../documents/store.ts";
import type { CacheUse } from "./answers.ts";
import { OwnWrites } from "./own-writes.ts";
import { CachedReads } from "./cached-reads.ts";

/**
 * Whatever callers ask for in one turn of the event loop, each gets what it would have got alone;
 * whatever is stored there, and however Firestore fails for it.
 */
const ROOT = "projects/p/databases/d/documents/";
const READ_TIME = "2026-11-22T10:00:00.000000Z";
const times = { createTime: READ_TIME, updateTime: READ_TIME };
const entity = {
  __type__: { stringValue: "__legacy_entity__" },
  __name__: { referenceValue: `${ROOT}k/a` },
};

/** Documents that are answered with, by id. */
const STORED: Readonly<Record<string, object>> = {
  good: { a: { stringValue: "x" }, b: { integerValue: "1" } },
  empty: {},
  legacy: { a: { mapValue: { fields: entity } } },
  unreadable: { a: { newValue: 1 }, b: { integerValue: "1" } },
  hollow: { a: null },
};

/** What becomes of a request that asks for a document, by its id. */
const FAULTS: Readonly<Record<string, (answer: object[]) => unknown>> = {
  refused: () => failure(new StoreError("INVALID_ARGUMENT", "reserved")),
  large: () => failure(new StoreError("ANSWER_TOO_LARGE", "large", { unanswered: true })),
  breaking: () => failure(new StoreError("INTERNAL", "broken")),
  busy: () => failure(new StoreError("RESOURCE_EXHAUSTED", "429")),
  cut: () => failure(new StoreError("UNAVAILABLE", "cut", { unanswered: true })),
  unforeseen: () => failure(new TypeError("undefined is not a function")),
  noList: () => ({}),
  nothing: () => null,
  garbled: (answer) => [...answer, null],
  leftOut: (answer) => answer.filter((element) => !JSON.stringify(element).includes("leftOut")),
  nameless: (answer) => [...answer, { found: { fields: {}, ...times }, readTime: READ_TIME }],
  timeless: (answer) => [...answer, { found: { name: `${ROOT}c/timeless` }, readTime: READ_TIME }],
};

function failure(error: Error): never {
  throw error;
}

/** Firestore's batchGet, and how often it was asked. */
class FakeFirestore {
  requests = 0;

  async read({ body }: RestRequest): Promise<unknown> {
    this.requests += 1;
    await Promise.resolve();
    const names = (body as { readonly documents: readonly string[] }).documents;
    const answer = names.map((name) => {
      const fields = STORED[idOf(name)];
      if (fields === undefined) return { missing: name, readTime: READ_TIME };
      return { found: { name, fields, ...times }, readTime: READ_TIME };
    });
    const fault = names.map((name) => FAULTS[idOf(name)]).find((one) => one !== undefined);
    return fault === undefined ? answer : fault(answer);
  }

  write(): never {
    throw new Error("Nothing is written here.");
  }
}

function idOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** One call: the documents that it asks for, and whether they may come from memory. */
interface Asking {
  readonly ids: readonly string[];
  readonly isCached: boolean;
}

/** At most one that Firestore fails for: of two, it doesn't say which it will be. */
const asking: fc.Arbitrary<Asking> = fc
  .record({
    fault: fc.option(fc.constantFrom(...Object.keys(FAULTS))),
    others: fc.uniqueArray(fc.constantFrom("missing", ...Object.keys(STORED)), { maxLength: 2 }),
    isCached: fc.boolean(),
  })
  .filter(({ fault, others }) => fault !== null || others.length > 0)
  .map(({ fault, others, isCached }) => {
    return { ids: fault === null ? others : [...others, fault], isCached };
  });

const use: CacheUse = { partition: "c", maxBytes: 1_000_000, maxAgeMs: 1_000 };

function readsOf(firestore: FakeFirestore): CachedReads {
  return new CachedReads(new RestStore(firestore, ROOT), {
    ownWrites: new OwnWrites(() => 0),
    monotonic: () => 0,
  });
}

/** What the call gets, documents or an error, as a text. */
async function outcome(reads: CachedReads, { ids, isCached }: Asking): Promise<string> {
  const wanted = ids.map((id) => ({ path: `c/${id}`, ...(isCached && { use }) }));
  try {
    const found = await reads.get(wanted, {});
    return JSON.stringify(found.map(({ value }) => value));
  } catch (error) {
    return String(error);
  }
}

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<string>) {
  const outcomes: string[] = [];
  for (const item of items) outcomes.push(await work(item));
  return outcomes;
}

test("each of the calls of one turn gets what it would have got alone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(asking, { minLength: 1, maxLength: 8 }),
      fc.array(asking, { maxLength: 4 }),
      async (callers, later) => {
        const alone = (one: Asking) => outcome(readsOf(new FakeFirestore()), one);
        const reads = readsOf(new FakeFirestore());
        const together = (all: readonly Asking[]) =>
          Promise.all(all.map((one) => outcome(reads, one)));
        expect(await together(callers)).toEqual(await inTurn(callers, alone));
        // What was kept is what was stored, for whoever comes next.
        expect(await together(later)).toEqual(await inTurn(later, alone));
      },
    ),
    { numRuns: 300 },
  );
});

test("what fails for one call costs each of the others one request at most", async () => {
  const documentId = fc.constantFrom("missing", ...Object.keys(STORED), ...Object.keys(FAULTS));
  await fc.assert(
    fc.asyncProperty(fc.array(documentId, { minLength: 2, maxLength: 20 }), async (ids) => {
      const firestore = new FakeFirestore();
      const reads = readsOf(firestore);
      await Promise.all(ids.map((id) => outcome(reads, { ids: [id], isCached: false })));
      const hasFault = ids.some((id) => Object.hasOwn(FAULTS, id));
      expect(firestore.requests).toBe(hasFault ? 1 + ids.length : 1);
    }),
  );
});
