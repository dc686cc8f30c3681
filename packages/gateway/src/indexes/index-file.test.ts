import { indexesById, type DeclaredIndexes } from "./collection-indexes.ts";
import { parseIndex } from "./index-definition.ts";
import { indexFile } from "./index-file.ts";

const declared = (id: string, options: Partial<DeclaredIndexes> = {}): DeclaredIndexes => ({
  path: id,
  collectionId: id,
  indexes: [],
  groupIndexes: [],
  unindexed: [],
  ...options,
});
const fileOf = (...definitions: DeclaredIndexes[]) =>
  indexFile(indexesById(definitions), { byId: [], audits: [] });

const AUTOMATIC = [
  { queryScope: "COLLECTION", order: "ASCENDING" },
  { queryScope: "COLLECTION", order: "DESCENDING" },
  { queryScope: "COLLECTION", arrayConfig: "CONTAINS" },
];

test("composite indexes are written with Firestore's names and field paths", () => {
  const indexes = [
    ["tags array-contains", "`US Gross` desc"],
    ["color", "embedding vector(3)"],
  ];
  expect(fileOf(declared("movies", { indexes: indexes.map(parseIndex) })).indexes).toEqual([
    {
      collectionGroup: "movies",
      queryScope: "COLLECTION",
      fields: [
        { fieldPath: "color", order: "ASCENDING" },
        { fieldPath: "embedding", vectorConfig: { dimension: 3, flat: {} } },
      ],
    },
    {
      collectionGroup: "movies",
      queryScope: "COLLECTION",
      fields: [
        { fieldPath: "tags", arrayConfig: "CONTAINS" },
        { fieldPath: "`US Gross`", order: "DESCENDING" },
      ],
    },
  ]);
});

test("a TTL field keeps its automatic indexes, unless it is unindexed", () => {
  const ttl = ["expireAt"];
  expect(fileOf(declared("notes", { ttl })).fieldOverrides).toEqual([
    { collectionGroup: "notes", fieldPath: "expireAt", ttl: true, indexes: AUTOMATIC },
  ]);
  expect(fileOf(declared("notes", { ttl, unindexed: [ttl] })).fieldOverrides).toEqual([
    { collectionGroup: "notes", fieldPath: "expireAt", ttl: true, indexes: [] },
  ]);
});

test("an index of one field for the group is a setting of the field, beside its automatic indexes", () => {
  const groupIndexes = [["category"], ["category desc"], ["category", "name"]].map(parseIndex);
  const { indexes, fieldOverrides } = fileOf(declared("landmarks", { groupIndexes }));
  expect(indexes.map(({ queryScope }) => queryScope)).toEqual(["COLLECTION_GROUP"]);
  expect(fieldOverrides).toEqual([
    {
      collectionGroup: "landmarks",
      fieldPath: "category",
      ttl: false,
      indexes: [
        ...AUTOMATIC,
        { queryScope: "COLLECTION_GROUP", order: "DESCENDING" },
        { queryScope: "COLLECTION_GROUP", order: "ASCENDING" },
      ],
    },
  ]);
});

test("nothing of the gateway's own collections is indexed", () => {
  expect(indexFile(new Map(), { byId: ["_quotas"], audits: [] })).toEqual({
    indexes: [],
    fieldOverrides: [
      { collectionGroup: "_quotas", fieldPath: "*", ttl: false, indexes: [] },
      { collectionGroup: "_quotas", fieldPath: "expiresAt", ttl: true, indexes: [] },
    ],
  });
});

test("an audit trail has the indexes by which it is asked, and no automatic ones", () => {
  const { indexes, fieldOverrides } = indexFile(new Map(), { byId: [], audits: ["_audit"] });
  expect(indexes.map(({ fields }) => fields)).toEqual([
    [
      { fieldPath: "by", order: "ASCENDING" },
      { fieldPath: "at", order: "DESCENDING" },
    ],
    [
      { fieldPath: "subject", order: "ASCENDING" },
      { fieldPath: "at", order: "DESCENDING" },
    ],
  ]);
  expect(fieldOverrides).toEqual([
    { collectionGroup: "_audit", fieldPath: "*", ttl: false, indexes: [] },
    { collectionGroup: "_audit", fieldPath: "expiresAt", ttl: true, indexes: [] },
  ]);
});

test("what several definitions declare for collections of one id is joined, and written once", () => {
  const index = [parseIndex(["a", "b"])];
  const a = declared("notes", { path: "users/{uid}/notes", indexes: index });
  const b = declared("notes", {
    path: "teams/{team}/notes",
    indexes: index,
    unindexed: [["text"]],
  });
  expect(fileOf(a, b).indexes).toHaveLength(1);
  expect(fileOf(a, b).fieldOverrides).toHaveLength(1);
  expect(fileOf(b, a)).toEqual(fileOf(a, b));
});

test("a TTL that only one definition of an id declares is refused: it would delete the other's documents", () => {
  const a = declared("notes", { path: "users/{uid}/notes", ttl: ["expireAt"] });
  expect(() => fileOf(a, declared("notes", { path: "notes" }))).toThrow(
    '"users/{uid}/notes" and "notes" have the ttl expireAt and none',
  );
});
