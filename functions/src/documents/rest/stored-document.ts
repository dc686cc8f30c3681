import { padTimestamp } from "../../contract/timestamp.ts";
import { decodeFields, type Root } from "../codec.ts";
import type { JsonDocument } from "./rest-json.ts";
import type { StoredDocument } from "../store.ts";

/** A document as Firestore's REST API sends it. */
export function decodeDocument(json: JsonDocument, root: Root): StoredDocument {
  return {
    path: json.name.slice(root.length),
    data: decodeFields(json.fields ?? {}, root),
    createTime: padTimestamp(json.createTime),
    updateTime: padTimestamp(json.updateTime),
  };
}
