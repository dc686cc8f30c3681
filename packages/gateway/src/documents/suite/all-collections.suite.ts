import { TRICKY_IDS } from "../../paths/document-id.samples.ts";
import { withinCollection } from "../../query/all-collections.ts";
import type { Query } from "../../query/query.ts";
import type { DocumentStore } from "../store.ts";
import { failureOf, freshCollection, seed } from "./fixture.suite.ts";

/** Queries of all collections below a document. */
export function allCollectionsContract(store: DocumentStore): void {
  const pathsOf = async (query: Pick<Query, "collection"> & Partial<Query>) => {
    const asked = { allDescendants: true, orderBy: [], select: [["__name__"]], ...query } as const;
    const { documents } = await store.query(asked, {});
    return documents.map(({ path }) => path);
  };

  test("they find what is below a document, and within a collection, in the order of names", async () => {
    const top = freshCollection();
    const below = [`${top}/a/x/1`, `${top}/a/x/1/y/2`, `${top}/a/z/1`];
    const all = [`${top}/a`, ...below, `${top}/b/x/1`, `${top}/c`];
    const others = [`${top}x/a`, `${top}\u0000/a`];
    await seed(store, Object.fromEntries([...all, ...others].map((path) => [path, { n: 1 }])));
    expect(await pathsOf({ collection: `${top}/a` })).toEqual(below);
    const within = (collection: string) => ({ where: withinCollection(collection) });
    expect(await pathsOf({ collection: "", ...within(top) })).toEqual(all);
    expect(await pathsOf({ collection: `${top}/a`, ...within(`${top}/a/x`) })).toEqual(
      below.slice(0, 2),
    );
    const startAt = { values: [{ $reference: `${top}/a\u0000` }], before: true };
    const orderBy = [{ field: ["__name__"], direction: "asc" }] as const;
    const behind = await pathsOf({ collection: "", ...within(top), orderBy, startAt, limit: 1 });
    expect(behind).toEqual([`${top}/b/x/1`]);
  });

  test.each(TRICKY_IDS)("below %j they find what is below it alone", async (id) => {
    const top = freshCollection();
    const parent = `${top}/${id}`;
    const paths = [`${parent}/x/1`, `${parent}/x/1/y/2`];
    const others = ["a", "auth0", "z"].map((other) => `${top}/${other}/x/1`);
    await seed(store, Object.fromEntries([...paths, ...others].map((path) => [path, {}])));
    expect(await pathsOf({ collection: parent })).toEqual(paths);
  });

  test.each(["a/ b", "a/../b/c", "a//b/c"])("below %j nothing can be asked", async (collection) => {
    const asked = { collection, allDescendants: true, orderBy: [] };
    expect(await failureOf(store.query(asked, {}))).toMatchObject({ code: "INVALID_ARGUMENT" });
  });
}
