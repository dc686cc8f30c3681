import { StoreError } from "../../packages/gateway/src/documents/store.ts";
import { decodeWrite } from "../../packages/gateway/src/documents/rest/decode-write.ts";
import type { JsonFields } from "../../packages/gateway/src/documents/firestore-json.ts";
import type { Target } from "./target.ts";
import { toJson } from "./methods.ts";

/** Firestore's own bounds on a page. */
const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 300;

/** The document at a path, or the documents of a collection, the first page of them. */
export async function getOrList(target: Target, query: URLSearchParams): Promise<unknown> {
  const { store, root, path } = target;
  if (path.split("/").length % 2 === 0) return toJson(await stored(target), root);
  const limit = Math.min(Number(query.get("pageSize") ?? PAGE_SIZE), MAX_PAGE_SIZE);
  const { documents } = await store.query({ collection: path, orderBy: [], limit }, {});
  return documents.length === 0
    ? {}
    : { documents: documents.map((document) => toJson(document, root)) };
}

/** Writes the fields of a mask, or the whole document, and answers with what is there then. */
export async function patchDocument(
  target: Target,
  { query, json }: { query: URLSearchParams; json: unknown },
): Promise<unknown> {
  const { store, root, path } = target;
  const { fields = {} } = json as { fields?: JsonFields };
  const fieldPaths = query.getAll("updateMask.fieldPaths");
  const updateMask = fieldPaths.length === 0 ? {} : { updateMask: { fieldPaths } };
  const write = decodeWrite({ update: { name: root + path, fields }, ...updateMask }, root);
  await store.commit([write], {});
  return toJson(await stored(target), root);
}

export async function deleteDocument({ store, path }: Target): Promise<unknown> {
  await store.commit([{ kind: "delete", path }], {});
  return {};
}

async function stored({ store, path }: Target) {
  const { documents } = await store.get([path], {});
  const [document] = documents;
  if (document) return document;
  throw new StoreError("NOT_FOUND", `Document "${path}" not found.`);
}
