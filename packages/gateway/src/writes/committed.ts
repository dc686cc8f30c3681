import type { WriteResult } from "../documents/store.ts";
import type { Replay } from "./request-record.ts";

/** The outcome of writes that were committed together. */
export interface Committed {
  readonly commitTime: string;
  /** The results of the writes, in their order. */
  readonly writeResults: readonly WriteResult[];
  /** What the first of the same requests did, where this one was applied before. */
  readonly replay?: Replay;
}
