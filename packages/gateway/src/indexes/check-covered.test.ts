import { GatewayError } from "../errors/error.ts";
import type { Query } from "../query/query.ts";
import { checkCovered } from "./check-covered.ts";
import { AUTOMATIC_INDEXES } from "./collection-indexes.ts";
import { parseIndex } from "./index-definition.ts";

const byGenre: Query = {
  collection: "users/ada/movies",
  where: { field: ["Major Genre"], op: "==", value: "Drama" },
  orderBy: [{ field: ["IMDB Rating"], direction: "desc" }],
};

function errorOf(
  query: Query,
  hidden: readonly (readonly string[])[] = [],
): GatewayError | undefined {
  try {
    checkCovered({ query }, AUTOMATIC_INDEXES, hidden);
    return undefined;
  } catch (error) {
    return error as GatewayError;
  }
}

test("a query that is not covered comes with the index to paste", () => {
  const error = errorOf(byGenre);
  expect(error).toBeInstanceOf(GatewayError);
  expect(error?.reason).toBe("QUERY_NOT_COVERED");
  expect(error?.message).toContain('add ["`Major Genre`","`IMDB Rating` desc"] to indexes');
  expect(error?.details).toEqual({
    missing: [{ option: "indexes", index: ["`Major Genre`", "`IMDB Rating` desc"] }],
  });
});

test("with that index it is covered", () => {
  const indexes = [parseIndex(["`Major Genre`", "`IMDB Rating` desc"])];
  expect(() => {
    checkCovered({ query: byGenre }, { ...AUTOMATIC_INDEXES, indexes });
  }).not.toThrow();
});

test("a query that no index serves says why", () => {
  const error = errorOf({
    collection: "movies",
    orderBy: [{ field: ["__name__"], direction: "desc" }],
  });
  expect(error?.reason).toBe("QUERY_NOT_COVERED");
  expect(error?.message).toContain("documents can't be ordered by their ids alone, descending");
});

test.each([[["Major Genre"]], [["IMDB Rating"]], [["IMDB Rating", "value"]]])(
  "a field that the caller may not read is not named: %j",
  (field) => {
    const error = errorOf(byGenre, [field]);
    expect(error?.reason).toBe("QUERY_NOT_COVERED");
    expect(error?.details).toEqual({ missing: [] });
    expect(error?.message).not.toMatch(/Genre|Rating|value/);
    expect(error?.message).toContain("ask the owner");
    expect(errorOf(byGenre, [["Major"], ["IMDB"]])?.details).not.toEqual({ missing: [] });
  },
);

test("nor is it where no index could serve the query", () => {
  const query: Query = {
    collection: "movies",
    where: { field: ["rank"], op: ">", value: 1 },
    orderBy: [{ field: ["__name__"], direction: "asc" }],
  };
  expect(errorOf(query)?.message).toContain("rank");
  expect(errorOf(query, [["rank"]])?.message).toBe("No index can serve this query.");
});
