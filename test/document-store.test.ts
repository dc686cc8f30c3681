import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type { Aggregate, Query } from "../packages/gateway/src/query/query.ts";
import * as arbitrary from "../packages/gateway/src/values/value.arbitrary.ts";
import type { Value } from "../packages/gateway/src/values/value.ts";
import { MemoryStore } from "../packages/gateway/src/documents/memory-store.ts";
import { someAggregates, trial } from "../packages/gateway/src/documents/query.arbitrary.ts";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import { documentStoreContract } from "../packages/gateway/src/documents/store.suite.ts";
import type { DocumentStore, StoreError, Write } from "../packages/gateway/src/documents/store.ts";
import { commitTrial, type TrialWrite } from "../packages/gateway/src/documents/write.arbitrary.ts";
import { tries } from "../packages/gateway/simulation/soak.ts";
import { emulators } from "./support/emulators.ts";
import { rawFirestore, type RawValue } from "./support/raw-firestore.ts";

const firestore = createRestStore({
  projectId: emulators.project,
  databaseId: "(default)",
  emulatorHost: emulators.firestore,
});

documentStoreContract(firestore);

describe("the memory twin", () => {
  test("refuses what Firestore refuses and else finds what it finds, whatever is asked of whatever is there", async () => {
    const memory = new MemoryStore({ now: Date.now });
    const property = fc.asyncProperty(trial("c"), someAggregates, async (asked, aggregates) => {
      const { documents, queries } = asked;
      const collection = `c${randomUUID()}`;
      const paths = pathsIn(collection);
      const writes = documents.map((fields, index): Write => {
        return { kind: "update", path: paths[index] as string, fields };
      });
      await Promise.all([firestore.commit(writes, {}), memory.commit(writes, {})]);
      for (const query of queries.map((one): Query => ({ ...one, collection }))) {
        const { select: _, ...aggregated } = query;
        for (const ask of [foundBy(query), aggregatedBy(aggregated, aggregates)]) {
          const expected = await answerOf(memory, ask);
          // What is said twice in a query the twin counts twice, so that it refuses some more.
          if (expected !== "refused") expect(await answerOf(firestore, ask)).toEqual(expected);
        }
      }
    });
    await fc.assert(property, { numRuns: tries({ short: 50, long: 1_000 }) });
  });

  test("makes of any writes what Firestore makes of them", async () => {
    const memory = new MemoryStore({ now: Date.now });
    const property = fc.asyncProperty(commitTrial(["c/a", "c/b", "c/c"]), async (commits) => {
      const collection = `c${randomUUID()}`;
      const paths = ["a", "b", "c"].map((id) => `${collection}/${id}`);
      const [actual, expected] = [new Watched(firestore, paths), new Watched(memory, paths)];
      for (const commit of commits) {
        const writes = commit.map(({ write, ...rest }) => {
          return { ...rest, write: { ...write, path: write.path.replace("c", collection) } };
        });
        expect(await actual.commit(writes)).toEqual(await expected.commit(writes));
      }
    });
    await fc.assert(property, { numRuns: tries({ short: 25, long: 500 }) });
  });

  /** Eight documents, within collections of one id. */
  function pathsIn(collection: string): readonly string[] {
    const ids = ["a", "b", "B", "aa", "\uff5e", "\u{10000}"];
    return [
      ...ids.map((id) => `${collection}/${id}`),
      `x/y/${collection}/z`,
      `${collection}/a/${collection}/q`,
    ];
  }

  type Ask = (store: DocumentStore) => Promise<unknown>;

  function foundBy(query: Query): Ask {
    return async (store) => {
      const { documents } = await store.query(query, {});
      return documents.map(({ path, data }) => [path, data]);
    };
  }

  function aggregatedBy(query: Query, aggregates: Readonly<Record<string, Aggregate>>): Ask {
    return async (store) => {
      const { values } = await store.aggregate(query, aggregates, {});
      return Object.entries(values).map(([name, value]) => [name, rounded(value)]);
    };
  }

  /** No two programs add doubles in the same order. */
  function rounded(value: Value): Value {
    return typeof value === "number" ? value.toPrecision(12) : value;
  }

  async function answerOf(store: DocumentStore, ask: Ask): Promise<unknown> {
    try {
      return await ask(store);
    } catch (error) {
      expect(error).toMatchObject({ name: "StoreError", code: "INVALID_ARGUMENT" });
      return "refused";
    }
  }
});

/** Documents of a store whose versions are told only by whether they change: no two stores have the same. */
class Watched {
  readonly #store: DocumentStore;
  readonly #paths: readonly string[];
  #versions: readonly (string | undefined)[] = [];

  constructor(store: DocumentStore, paths: readonly string[]) {
    this.#store = store;
    this.#paths = paths;
  }

  /** What came of it, and what is there then. */
  async commit(trialWrites: readonly TrialWrite[]): Promise<unknown> {
    const writes = trialWrites.map(({ write, onCurrentVersion }): Write => {
      const updateTime = this.#versions[this.#paths.indexOf(write.path)];
      if (!onCurrentVersion || updateTime === undefined) return write;
      return { ...write, precondition: { updateTime } };
    });
    const outcome = await this.#store.commit(writes, {}).then(
      ({ writeResults }) =>
        writeResults.map(({ updateTime, transformResults }) => {
          return { isLeft: updateTime !== undefined, transformResults };
        }),
      (error: StoreError) => error.code,
    );
    const { documents } = await this.#store.get(this.#paths, {});
    const before = this.#versions;
    this.#versions = documents.map((document) => document?.updateTime);
    const isNew = this.#versions.map((version, index) => version !== before[index]);
    const isCreated = documents.map((document) => document?.createTime === document?.updateTime);
    return { outcome, isNew, isCreated, data: documents.map((document) => document?.data) };
  }
}

describe("values", () => {
  const root = `projects/${emulators.project}/databases/(default)/documents/`;

  test.each<[Value, RawValue]>([
    [null, { nullValue: null }],
    [true, { booleanValue: true }],
    [0, { integerValue: "0" }],
    [-1, { integerValue: "-1" }],
    [Number.MAX_SAFE_INTEGER, { integerValue: "9007199254740991" }],
    [{ $int64: "9223372036854775807" }, { integerValue: "9223372036854775807" }],
    [{ $int64: "-9223372036854775808" }, { integerValue: "-9223372036854775808" }],
    [-0, { doubleValue: -0 }],
    [0.1, { doubleValue: 0.1 }],
    [2 ** 53, { doubleValue: 2 ** 53 }],
    [5e-324, { doubleValue: 5e-324 }],
    [Number.MAX_VALUE, { doubleValue: Number.MAX_VALUE }],
    [{ $number: "NaN" }, { doubleValue: "NaN" }],
    [{ $number: "Infinity" }, { doubleValue: "Infinity" }],
    [{ $number: "-Infinity" }, { doubleValue: "-Infinity" }],
    ["", { stringValue: "" }],
    ["\u0000\u{1f600}\ufffe", { stringValue: "\u0000\u{1f600}\ufffe" }],
    [{ $timestamp: "0001-01-01T00:00:00.000000Z" }, { timestampValue: "0001-01-01T00:00:00Z" }],
    [
      { $timestamp: "9999-12-31T23:59:59.999999Z" },
      { timestampValue: "9999-12-31T23:59:59.999999Z" },
    ],
    [{ $bytes: "" }, { bytesValue: "" }],
    [{ $bytes: "+/8=" }, { bytesValue: "+/8=" }],
    [{ $reference: "users/ada" }, { referenceValue: `${root}users/ada` }],
    [
      { $reference: "projects/other/databases/d/documents/a/b" },
      { referenceValue: "projects/other/databases/d/documents/a/b" },
    ],
    [
      { $geoPoint: { latitude: 90, longitude: -180 } },
      { geoPointValue: { latitude: 90, longitude: -180 } },
    ],
    [
      [1, null, { a: [] }],
      {
        arrayValue: {
          values: [
            { integerValue: "1" },
            { nullValue: null },
            { mapValue: { fields: { a: { arrayValue: {} } } } },
          ],
        },
      },
    ],
    [{}, { mapValue: {} }],
    [
      { "@type": "t", "US Gross": 1, constructor: 2 },
      {
        mapValue: {
          fields: {
            "@type": { stringValue: "t" },
            "US Gross": { integerValue: "1" },
            constructor: { integerValue: "2" },
          },
        },
      },
    ],
    [
      { $map: [["$timestamp", "not one"]] },
      { mapValue: { fields: { $timestamp: { stringValue: "not one" } } } },
    ],
    [
      { $vector: [1, -0.5] },
      {
        mapValue: {
          fields: {
            __type__: { stringValue: "__vector__" },
            value: { arrayValue: { values: [{ doubleValue: 1 }, { doubleValue: -0.5 }] } },
          },
        },
      },
    ],
  ])("%j is stored as %j, and comes back", async (value, raw) => {
    const path = `values/${randomUUID()}`;
    await firestore.commit([{ kind: "update", path, fields: { "the value": value } }], {});
    expect((await rawFirestore.get(path))?.fields).toEqual({ "the value": raw });
    expect((await firestore.get([path], {})).documents[0]?.data).toEqual({ "the value": value });
  });

  test("a double that is an integer is read as that number", async () => {
    const path = `values/${randomUUID()}`;
    await rawFirestore.set(path, { n: { doubleValue: 5 } });
    expect((await firestore.get([path], {})).documents[0]?.data).toEqual({ n: 5 });
  });

  test("every document comes out as it went in", async () => {
    const property = fc.asyncProperty(
      arbitrary.documentId,
      arbitrary.fields,
      async (id, fields) => {
        const path = `values-${randomUUID()}/${id}`;
        await firestore.commit([{ kind: "update", path, fields }], {});
        expect((await firestore.get([path], {})).documents[0]).toMatchObject({
          path,
          data: fields,
        });
      },
    );
    await fc.assert(property, { numRuns: tries({ short: 100, long: 2_000 }) });
  });
});
