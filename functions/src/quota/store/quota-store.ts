import type { Fields } from "../../contract/value.ts";
import type { StoreCall } from "../../documents/store.ts";
import type { Moment } from "../moment.ts";

/** What is kept under a key. */
export type QuotaRecord = Fields & {
  /** From when on the record says nothing that no record wouldn't; null: never. Milliseconds since 1970. */
  readonly expiresAtMs: number | null;
};

/** What a decision leaves behind. Without `write` the record stays as it is, and no write is paid. */
export interface Decision<State, Result> {
  readonly result: Result;
  readonly write?: State;
}

/** A record as it was last seen or written, from which the next update may start without reading. */
export interface Snapshot<State> {
  readonly state: State | undefined;
  readonly moment: Moment;
  /** For the store alone. */
  readonly version: unknown;
}

export interface UpdateCall<State> extends StoreCall {
  /**
   * Where nobody else is likely to have written since: the update starts from here, and reads
   * only if somebody did.
   */
  readonly from?: Snapshot<State> | undefined;
}

/** Where the state of quotas lives: one record per key, changed only by compare and set. */
export interface QuotaStore<State extends QuotaRecord> {
  /**
   * Takes the record, lets `decide` choose, and writes what it chose, again with a fresh read if
   * somebody else wrote meanwhile. `decide` is pure: it may run several times, and only its last
   * answer counts. The time in `moment` never goes back for one record.
   *
   * @throws StoreError ABORTED when others kept winning; UNAVAILABLE or DEADLINE_EXCEEDED when the
   * database can't be reached in time, with `outcomeUnknown` where a write may have been applied,
   * or may yet be. A lost answer is settled by reading, never by deciding again on a record that
   * already has the decision.
   */
  update<Result>(
    key: string,
    decide: (state: State | undefined, moment: Moment) => Decision<State, Result>,
    call: UpdateCall<State>,
  ): Promise<{ readonly result: Result; readonly snapshot: Snapshot<State> }>;
}
