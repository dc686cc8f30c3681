import { randomUUID } from "node:crypto";
import { FieldPath, Firestore, type Query as GoogleQuery } from "@google-cloud/firestore";
import fc from "fast-check";
import { TRICKY_IDS } from "../packages/gateway/src/paths/document-id.samples.ts";
import { checkDocumentId, checkListedPath } from "../packages/gateway/src/paths/path.ts";
import type { Query } from "../packages/gateway/src/query/query.ts";
import { documentId } from "../packages/gateway/src/values/value.arbitrary.ts";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import { tries } from "../packages/gateway/simulation/soak.ts";
import { emulators } from "./support/emulators.ts";

const store = createRestStore({
  projectId: emulators.project,
  databaseId: "(default)",
  emulatorHost: emulators.firestore,
});

/** Google's own client, which speaks gRPC: there, no name is in a URL. */
let google: Firestore;

beforeAll(() => {
  // Only Google's machines have a metadata server, which it would look for.
  process.env["METADATA_SERVER_DETECTION"] = "none";
  google = new Firestore({ projectId: emulators.project });
});

afterAll(() => google.terminate());

/** Of a name that a query compares a field with: Firestore indexes no more of a value. */
const MAX_INDEXED_BYTES = 1_400;

/** The places of a path that an id can be in, and documents beside them. */
const pathsWith = (id: string): readonly string[] => [
  id,
  "b",
  `${id}/n/a`,
  `${id}/n/b`,
  `${id}/n/c`,
  `${id}/n/a/n/deep`,
  `${id}/n0/a`,
  `b/n/${id}`,
  "b/n/a",
  `b/n/${id}/n/deep`,
];

/** Each lists a collection that has the id in it, above it, or far above it, with a document to compare with. */
const listsWith = (id: string): readonly (readonly [collection: string, compared: string])[] => [
  ["", id],
  ["/b/n", id],
  [`/${id}/n`, "b"],
  [`/${id}/n/a/n`, "deep"],
  [`/b/n/${id}/n`, "deep"],
];

interface Question {
  readonly ours: Query;
  readonly googles: GoogleQuery;
}

/** What is asked of each collection: by order, limit, operand, cursor and reference. */
function questionsOf(collection: string, compared: string, referred: string): readonly Question[] {
  const ours = { collection, orderBy: [] };
  const googles = google.collection(collection);
  const [field, name] = [["__name__"], FieldPath.documentId()];
  const value = { $reference: `${collection}/${compared}` };
  const byName = { ...ours, orderBy: [{ field, direction: "asc" } as const] };
  const byValue = { ...ours, orderBy: [{ field: ["v"], direction: "desc" } as const] };
  const questions: Question[] = [
    { ours, googles },
    { ours: { ...ours, limit: 1 }, googles: googles.limit(1) },
    { ours: byValue, googles: googles.orderBy("v", "desc") },
    { ours: { ...byValue, limit: 2 }, googles: googles.orderBy("v", "desc").limit(2) },
    ...([true, false] as const).map((before) => ({
      ours: { ...byName, startAt: { values: [value], before } },
      googles: googles.orderBy(name)[before ? "startAt" : "startAfter"](compared),
    })),
    ...(["==", ">", "<=", "!="] as const).map((op) => ({
      ours: { ...ours, where: { field, op, value } },
      googles: googles.where(name, op, compared),
    })),
  ];
  if (Buffer.byteLength(referred) > MAX_INDEXED_BYTES) return questions;
  const where = { field: ["r"], op: "==", value: { $reference: referred } } as const;
  return [
    ...questions,
    { ours: { ...ours, where }, googles: googles.where("r", "==", google.doc(referred)) },
  ];
}

async function expectAlike({ ours, googles }: Question): Promise<void> {
  const [found, expected] = await Promise.all([store.query(ours, {}), googles.get()]);
  const paths = found.documents.map(({ path, data }) => [path, data["v"]]);
  expect(paths).toEqual(expected.docs.map((one) => [one.ref.path, one.get("v") as number]));
  // What a cursor or a limit leaves out is counted all the same: aggregates take neither from us.
  if (ours.startAt !== undefined || ours.limit !== undefined) return;
  const counting = { ...ours, orderBy: [] };
  const { values } = await store.aggregate(counting, { all: { count: true } }, {});
  expect(values["all"]).toBe((await googles.count().get()).data().count);
}

/** Asks both for documents with the id in every place; where white space keeps a list from being asked, only for documents. */
async function expectAlikeWith(id: string): Promise<void> {
  const collection = `names-${randomUUID()}`;
  const own = `${collection}/${id}`;
  const paths = [...new Set(pathsWith(id).map((path) => `${collection}/${path}`))];
  const writes = paths.map((path, v) => {
    return { kind: "update", path, fields: { v, r: { $reference: own } } } as const;
  });
  await store.commit(writes, {});
  const stored = await google.getAll(...paths.map((path) => google.doc(path)));
  expect(stored.map((one) => one.get("v") as unknown)).toEqual([...paths.keys()]);
  expect(stored.map((one) => (one.get("r") as { path: string }).path)).toEqual(
    paths.map(() => own),
  );
  const { documents } = await store.get(paths, {});
  expect(documents.map((one) => [one?.path, one?.data])).toEqual(
    writes.map(({ path, fields }) => [path, fields]),
  );
  const lists = listsWith(id).map(([below, compared]) => [collection + below, compared] as const);
  const listed = lists.filter(([path]) => checkListedPath(path) === undefined);
  const questions = listed.flatMap(([path, compared]) => questionsOf(path, compared, own));
  await Promise.all(questions.map(expectAlike));
}

describe("of an id in any place, Google's own client finds what we find:", () => {
  test.each(TRICKY_IDS)("%j", expectAlikeWith);

  test("of any kind", async () => {
    const parts = fc.constantFrom(...TRICKY_IDS.filter((id) => id.length < 20));
    const id = fc.oneof(
      documentId,
      fc.array(parts, { minLength: 2, maxLength: 3 }).map((ids) => ids.join("")),
      fc
        .tuple(documentId, fc.constantFrom(":", "%3A", "%25", ":runQuery", " "))
        .map((ids) => ids.join("")),
    );
    const legal = id.filter((text) => checkDocumentId(text) === undefined);
    // No limit of time: what it would leave under way outlives the client.
    await fc.assert(fc.asyncProperty(legal, expectAlikeWith), {
      numRuns: tries({ short: 8, long: 100 }),
    });
  });
});
