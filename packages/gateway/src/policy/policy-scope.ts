import type { FieldPath } from "../paths/field-path.ts";

/** What a policy is asked about. */
export interface PolicyScope {
  /** The values of the path's segments, as far as they are known. */
  readonly params: Readonly<Record<string, string>>;
  /** For a query: the path of its collection; not known for a collection group. */
  readonly collection?: string;
  /** The segment that names the documents' ids, where the collection's path has one. */
  readonly idSegment?: string;
  /** When the request came: RFC 3339, UTC, with microseconds. */
  readonly now?: string;
  /** For an update: what it writes. */
  readonly written?: WrittenFields;
}

/** What an update writes, and what of it can't be compared with what was there. */
export interface WrittenFields {
  /** The fields that it writes, deletes or transforms; the empty path is the whole document. */
  readonly touched: readonly FieldPath[];
  /** Fields that the caller may not read. */
  readonly hidden: readonly FieldPath[];
  /** Fields that the gateway sets itself, in every document. */
  readonly managed: readonly FieldPath[];
}
