import { isDeepStrictEqual } from "node:util";
import { applyUpdate } from "../../values/apply-update.ts";
import { documentBytes, MAX_DOCUMENT_BYTES } from "../../values/document-size.ts";
import { toMillis } from "../../values/timestamp.ts";
import { StoreError, type StoredDocument, type Write } from "../store.ts";

/**
 * The document that a write leaves, undefined for none, however large it is.
 *
 * @param time of the write
 * @throws StoreError where the precondition is not met
 */
export function applyWrite(
  write: Write,
  stored: StoredDocument | undefined,
  time: string,
): StoredDocument | undefined {
  checkPrecondition(write, stored);
  if (write.kind === "delete") return undefined;
  if (write.kind === "verify") return stored;
  const data = applyUpdate(stored?.data ?? null, write, toMillis(time));
  // A write that changes nothing keeps the version.
  if (stored !== undefined && isDeepStrictEqual(data, stored.data)) return stored;
  return { path: write.path, data, createTime: stored?.createTime ?? time, updateTime: time };
}

/** @throws StoreError where a document is larger than what is stored */
export function checkSize(document: StoredDocument | undefined): void {
  if (document === undefined) return;
  if (documentBytes(document.path, document.data) <= MAX_DOCUMENT_BYTES) return;
  throw new StoreError("INVALID_ARGUMENT", `${document.path}: larger than 1 MiB`);
}

function checkPrecondition(
  { path, precondition }: Write,
  stored: StoredDocument | undefined,
): void {
  if (precondition === undefined) return;
  if ("updateTime" in precondition) {
    if (precondition.updateTime === stored?.updateTime) return;
    throw new StoreError("FAILED_PRECONDITION", "the stored version is not the required one");
  }
  if (precondition.exists === (stored !== undefined)) return;
  throw precondition.exists
    ? new StoreError("NOT_FOUND", `no document to update: ${path}`)
    : new StoreError("ALREADY_EXISTS", `document already exists: ${path}`);
}
