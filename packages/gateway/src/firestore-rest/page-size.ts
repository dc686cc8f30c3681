import { DEFAULT_LIMIT, MAX_DOCUMENTS } from "../api/api.ts";
import { readCount } from "./message.ts";

/** How many documents a page of a listing has: of 0, as many as one of queryDocuments. */
export function toPageSize(sent: string): number {
  const size = readCount(sent, { step: "pageSize" });
  return size === 0 ? DEFAULT_LIMIT : Math.min(size, MAX_DOCUMENTS);
}
