import { padTimestamp } from "../../values/timestamp.ts";
import type { Root } from "../codec.ts";
import { readableFields } from "../readable-fields.ts";
import type { JsonDocument } from "./rest-json.ts";
import type { StoredDocument } from "../store.ts";

/** A document as Firestore's REST API sends it. */
export function decodeDocument(json: JsonDocument, root: Root): StoredDocument {
  const { data, unreadable } = readableFields(json.fields ?? {}, root);
  return {
    path: json.name.slice(root.length),
    data,
    ...(unreadable.length > 0 && { unreadable }),
    createTime: padTimestamp(json.createTime),
    updateTime: padTimestamp(json.updateTime),
  };
}

/** For documents of the gateway's own, in which it knows every value. @throws TypeError */
export function requireReadable(document: StoredDocument | null | undefined): void {
  if (document?.unreadable === undefined) return;
  throw new TypeError(`${document.path} holds what the gateway has not written`);
}
