/** What apps and services install: the gateway's callables, with the values of JavaScript. */
export { connect } from "./connect.ts";
export type { ConnectOptions } from "./connect.ts";
export type { CallOptions } from "./call-options.ts";
export type { Database } from "./database.ts";
export type {
  BatchResult,
  BatchWrite,
  Data,
  DocumentOf,
  FieldChanges,
  Filter,
  NewDocumentOf,
  Page,
  QueryRequest,
  StoredDocument,
  UnreadableDocument,
  Writable,
} from "./documents.ts";
export type { WatchedQuery } from "./database.ts";
export type { WatchState } from "./watch/live-target.ts";
export type {
  DocumentsSnapshot,
  DocumentSnapshot,
  QuerySnapshot,
  WatchedChange,
} from "./watch/snapshots.ts";
export type { LiveWatch, WatchSettings } from "./watch/live-watch.ts";
export type { WatchedDocument, WatchedDocumentList } from "./watch/watches.ts";
export { DatabaseError } from "./database-error.ts";
export type { DatabaseErrorDetails } from "./database-error.ts";
export {
  FieldValue,
  GeoPoint,
  Reference,
  Timestamp,
  Vector,
} from "../../gateway/src/wire/client-value.ts";
export type { ClientValue } from "../../gateway/src/wire/client-value.ts";
