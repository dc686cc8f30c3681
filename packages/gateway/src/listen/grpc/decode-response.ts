import type { Root } from "../../documents/codec.ts";
import { MisplacedDocumentError } from "../../documents/rest/misplaced-document-error.ts";
import { decodeDocument } from "../../documents/rest/stored-document.ts";
import { statusName } from "../../documents/rest/status.ts";
import type { ListenResponse, TargetChangeResponse } from "../listen-response.ts";
import {
  fromProtoFields,
  fromProtoTime,
  type ProtoDocument,
  type ProtoResponse,
} from "./listen-proto.ts";

/**
 * A message of Firestore's on a Listen stream; undefined for one of a kind that is not known, as of
 * a Firestore newer than this.
 *
 * @throws TypeError on what is not of its kind
 * @throws MisplacedDocumentError where a document is of another database
 */
export function decodeResponse(proto: ProtoResponse, root: Root): ListenResponse | undefined {
  const { targetChange, documentChange, documentDelete, documentRemove, filter } = proto;
  if (targetChange) return decodeTargetChange(targetChange);
  if (documentChange) {
    const { document, targetIds, removedTargetIds } = documentChange;
    return {
      kind: "change",
      document: storedDocument(document, root),
      targetIds,
      removedTargetIds,
    };
  }
  if (filter) {
    const { targetId, count, unchangedNames } = filter;
    const { bits, hashCount } = unchangedNames ?? {};
    return {
      kind: "filter",
      targetId,
      count,
      ...(bits && { names: { ...bits, hashCount: hashCount ?? 0 } }),
    };
  }
  const gone = documentDelete ?? documentRemove;
  if (!gone) return undefined;
  const kind = documentDelete ? "delete" : "remove";
  return { kind, path: pathOf(gone.document, root), removedTargetIds: gone.removedTargetIds };
}

const CHANGES = new Set(["NO_CHANGE", "ADD", "REMOVE", "CURRENT", "RESET"]);

function decodeTargetChange(
  proto: NonNullable<ProtoResponse["targetChange"]>,
): TargetChangeResponse | undefined {
  const { targetChangeType, targetIds, cause, resumeToken, readTime } = proto;
  if (!CHANGES.has(targetChangeType)) return undefined;
  const code = cause && (statusName(cause.code) ?? "UNKNOWN");
  return {
    kind: "target",
    change: targetChangeType as TargetChangeResponse["change"],
    targetIds,
    ...(cause && code !== null && { cause: { code, message: cause.message } }),
    ...(resumeToken.length > 0 && { resumeToken }),
    ...(readTime && { readTime: fromProtoTime(readTime) }),
  };
}

function pathOf(name: string, root: Root): string {
  if (!name.startsWith(root)) throw new MisplacedDocumentError();
  return name.slice(root.length);
}

function storedDocument({ name, fields, createTime, updateTime }: ProtoDocument, root: Root) {
  pathOf(name, root);
  const json = {
    name,
    fields: fromProtoFields(fields),
    createTime: fromProtoTime(createTime),
    updateTime: fromProtoTime(updateTime),
  };
  return decodeDocument(json, root);
}
