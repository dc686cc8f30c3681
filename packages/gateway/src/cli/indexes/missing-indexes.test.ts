import { missingIndexes } from "./missing-indexes.ts";

const byGenre = {
  collectionGroup: "movies",
  queryScope: "COLLECTION",
  fields: [
    { fieldPath: "genre", order: "ASCENDING" },
    { fieldPath: "rating", order: "DESCENDING" },
  ],
};
const tags = {
  collectionGroup: "notes",
  queryScope: "COLLECTION_GROUP",
  fields: [
    { fieldPath: "tags", arrayConfig: "CONTAINS" },
    { fieldPath: "embedding", vectorConfig: { dimension: 768, flat: {} } },
  ],
};

test("an index that only the project has is named as a person would", () => {
  expect(missingIndexes({ indexes: [byGenre, tags] }, { indexes: [] })).toEqual([
    "movies: genre ascending, rating descending",
    "notes (collection group): tags contains, embedding vector(768)",
  ]);
});

test("one that both have is not missing, with or without Firestore's __name__ and density", () => {
  const asListed = {
    ...byGenre,
    density: "SPARSE_ALL",
    fields: [...byGenre.fields, { fieldPath: "__name__", order: "DESCENDING" }],
  };
  expect(missingIndexes({ indexes: [asListed] }, { indexes: [byGenre] })).toEqual([]);
});

test("the order of fields and their direction tell indexes apart", () => {
  const reversed = { ...byGenre, fields: byGenre.fields.toReversed() };
  expect(missingIndexes({ indexes: [byGenre] }, { indexes: [reversed] })).toHaveLength(1);
});

test("settings of a field that only the project has are named", () => {
  const fieldOverrides = [{ collectionGroup: "logs", fieldPath: "expiresAt", ttl: true }];
  expect(missingIndexes({ fieldOverrides }, {})).toEqual(["logs: settings of the field expiresAt"]);
  expect(missingIndexes({ fieldOverrides }, { fieldOverrides })).toEqual([]);
});
