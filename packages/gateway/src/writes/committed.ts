import type { WriteResult } from "../documents/store.ts";
import type { Replay } from "./request-record.ts";

/** What came of writes that were committed together. */
export interface Committed {
  readonly commitTime: string;
  /** One for each write, in order. */
  readonly writeResults: readonly WriteResult[];
  /** Where the request had been applied before: what it did then. */
  readonly replay?: Replay;
}
