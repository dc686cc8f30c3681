import { checkDocumentId } from "../../paths/path.ts";
import { TRICKY_IDS, WHITE_SPACE } from "../../paths/document-id.samples.ts";
import type { Order, Query } from "../../query/query.ts";
import type { DocumentStore } from "../store.ts";
import { dataOf, failureOf, freshCollection, seed } from "./fixture.suite.ts";

/** Ids that one might take a parent's id for. */
function lookalikes(id: string): readonly string[] {
  const [first = "", last = ""] = [id.split(":")[0], id.split(":").at(-1)];
  const others = [
    first,
    last,
    encodeURIComponent(id),
    decoded(id),
    id.normalize(),
    id.trim(),
    `${id}0`,
    "a",
  ];
  return others.filter(
    (other) => other !== id && checkDocumentId(other) === undefined && other.length <= 750,
  );
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

export function namesContract(store: DocumentStore): void {
  const idsOf = async (query: Partial<Query> & { readonly collection: string }) => {
    const { documents } = await store.query({ orderBy: [], ...query }, {});
    return documents.map(({ path }) => path.slice(query.collection.length + 1));
  };

  describe.each(TRICKY_IDS)("%j", (id) => {
    const parent = `${freshCollection()}/${id}`;
    const [n, below] = [`${parent}/n`, `${parent}/n/a/n`];

    beforeAll(() =>
      seed(store, {
        [`${n}/a`]: { v: 1 },
        [`${n}/b`]: { v: 2 },
        [`${below}/deep`]: { v: 3 },
        [`${parent}/n0/other`]: { v: 4 },
        ...Object.fromEntries(
          lookalikes(id).map((other) => [`${parent.split("/")[0] as string}/${other}/n/decoy`, {}]),
        ),
      }),
    );

    test("is the id of a parent of documents, which are listed and counted", async () => {
      const desc: Order[] = [{ field: ["v"], direction: "desc" }];
      expect(await idsOf({ collection: n })).toEqual(["a", "b"]);
      expect(await idsOf({ collection: n, orderBy: desc })).toEqual(["b", "a"]);
      expect(await idsOf({ collection: n, limit: 1 })).toEqual(["a"]);
      expect(await idsOf({ collection: below })).toEqual(["deep"]);
      const counted = await store.aggregate(
        { collection: n, orderBy: [] },
        { all: { count: true }, sum: { sum: ["v"] } },
        {},
      );
      expect(counted.values).toEqual({ all: 2, sum: 3 });
    });

    test("is what a reference points to, a query compares with, and a page starts at", async () => {
      const collection = freshCollection();
      const reference = { $reference: `${collection}/${id}` };
      await seed(store, { [`${collection}/${id}`]: { r: reference } });
      const field = ["__name__"];
      for (const op of ["==", ">=", "<="] as const) {
        const where = { field, op, value: reference };
        expect(await idsOf({ collection, where })).toEqual([id]);
      }
      expect(await dataOf(store, `${collection}/${id}`)).toEqual({ r: reference });
      const startAt = { values: [reference], before: true };
      const orderBy: Order[] = [{ field, direction: "asc" }];
      expect(await idsOf({ collection, orderBy, startAt })).toEqual([id]);
      expect(await idsOf({ collection, orderBy, startAt: { ...startAt, before: false } })).toEqual(
        [],
      );
    });
  });

  test.each(WHITE_SPACE.flatMap((space) => [`a${space}`, `${space}a`]))(
    "%j names a document, and no parent of a list",
    async (id) => {
      const collection = freshCollection();
      const path = `${collection}/${id}`;
      await seed(store, { [`${collection}/a/n/secret`]: { v: 1 }, [path]: { v: 2 } });
      expect(await dataOf(store, path)).toEqual({ v: 2 });
      expect(await idsOf({ collection })).toEqual([id]);
      for (const parent of [path, `${path}/n/x`, `${collection}/x/n/${id}`]) {
        const query = { collection: `${parent}/n`, orderBy: [] };
        const refused = { code: "INVALID_ARGUMENT" };
        expect(await failureOf(store.query(query, {}))).toMatchObject(refused);
        const counted = store.aggregate(query, { all: { count: true } }, {});
        expect(await failureOf(counted)).toMatchObject(refused);
      }
      await store.commit([{ kind: "delete", path }], {});
      expect(await dataOf(store, path)).toBeNull();
    },
  );

  test("ids that are numbers come first, by their numbers", async () => {
    const collection = freshCollection();
    const ids = ["__id-3__", "__id7__", "__id10__", "\u0000", "0", "__b", "__id7_", "a"];
    await seed(store, Object.fromEntries(ids.map((id) => [`${collection}/${id}`, {}])));
    expect(await idsOf({ collection })).toEqual(ids);
  });

  test.each(["__id0__", "__id-0__", "__id07__", "__id+7__", "__id9223372036854775808__", "__id__"])(
    "%j is no id",
    async (id) => {
      const path = `${freshCollection()}/${id}`;
      expect(await failureOf(store.get([path], {}))).toMatchObject({ code: "INVALID_ARGUMENT" });
    },
  );

  test("no collection has a number for an id", async () => {
    const refused = { code: "INVALID_ARGUMENT" };
    expect(await failureOf(store.get(["__id7__/a"], {}))).toMatchObject(refused);
    expect(await failureOf(idsOf({ collection: "__id7__" }))).toMatchObject(refused);
  });
}
