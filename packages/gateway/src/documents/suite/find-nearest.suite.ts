import type { Query } from "../../query/query.ts";
import type { DocumentStore } from "../store.ts";
import { freshCollection, seed } from "./fixture.suite.ts";

/** @param within path of the document below which the collection lies, with a slash; or nothing */
export function findNearestContract(store: DocumentStore, within = ""): void {
  const collection = within + freshCollection();
  const field = ["v"];
  beforeAll(() =>
    seed(store, {
      [`${collection}/a`]: { v: { $vector: [1, 0] }, kind: "x" },
      [`${collection}/b`]: { v: { $vector: [3, 4] }, kind: "x" },
      [`${collection}/c`]: { v: { $vector: [-1, 0] }, kind: "y" },
      [`${collection}/longer`]: { v: { $vector: [1, 0, 0] }, kind: "x" },
      [`${collection}/array`]: { v: [1, 0], kind: "x" },
      [`${collection}/none`]: { kind: "x" },
    }),
  );

  test.each<[Partial<NonNullable<Query["findNearest"]>>, [id: string, distance: number][]]>([
    [
      { distance: "EUCLIDEAN" },
      [
        ["a", Math.SQRT2],
        ["c", Math.SQRT2],
        ["b", 3 * Math.SQRT2],
      ],
    ],
    [
      { distance: "COSINE" },
      [
        ["b", 1 - 4 / 5],
        ["a", 1],
        ["c", 1],
      ],
    ],
    [
      { distance: "DOT_PRODUCT" },
      [
        ["b", 4],
        ["a", 0],
        ["c", 0],
      ],
    ],
    [{ distance: "EUCLIDEAN", limit: 1 }, [["a", Math.SQRT2]]],
    [{ distance: "COSINE", distanceThreshold: 0.5 }, [["b", 1 - 4 / 5]]],
    [{ distance: "DOT_PRODUCT", distanceThreshold: 1 }, [["b", 4]]],
  ])("%j finds %j", async (nearest, expected) => {
    const { documents } = await store.query(
      {
        collection,
        orderBy: [],
        findNearest: {
          field,
          vector: [0, 1],
          limit: 10,
          distanceResultField: ["far"],
          distance: "EUCLIDEAN",
          ...nearest,
        },
      },
      {},
    );
    const found = documents.map(({ path, data }) => [path.split("/").at(-1), data.far]);
    expect(found).toEqual(expected.map(([id, far]) => [id, expect.closeTo(far, 10) as number]));
  });

  test("only what the filter lets through is near", async () => {
    const { documents } = await store.query(
      {
        collection,
        orderBy: [],
        where: { field: ["kind"], op: "==", value: "y" },
        findNearest: { field, vector: [1, 0], limit: 10, distance: "EUCLIDEAN" },
      },
      {},
    );
    expect(documents.map(({ path }) => path)).toEqual([`${collection}/c`]);
    expect(documents[0]?.data).not.toHaveProperty("far");
  });
}
