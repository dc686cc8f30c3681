import type { Fields } from "../contract/value.ts";
import type { StoreCall } from "../documents/store.ts";

/** What a decision leaves behind. Without `write` the record stays as it is, and no write is paid. */
export interface Decision<State, Result> {
  readonly result: Result;
  readonly write?: {
    readonly state: State;
    /** From when on the record says nothing that no record wouldn't, and may be deleted. */
    readonly expiresAtMs: number;
  };
}

/** Where the state of quotas lives: one record per key, changed only by compare and set. */
export interface QuotaStore<State extends Fields> {
  /**
   * Reads the record, lets `decide` choose, and writes what it chose, again from the start if
   * somebody else wrote meanwhile. `decide` is pure: it may run several times, and only its last
   * answer counts. `nowMs` is the database's clock when it was read, in whole milliseconds since
   * 1970; it never goes back for one record.
   *
   * @throws StoreError ABORTED when others kept winning; UNAVAILABLE or DEADLINE_EXCEEDED when the
   * database can't be reached in time, with `outcomeUnknown` where the write may have been
   * applied. A lost answer is settled by reading again, never by deciding again on a record that
   * already has the decision.
   */
  update<Result>(
    key: string,
    decide: (state: State | undefined, nowMs: number) => Decision<State, Result>,
    call: StoreCall,
  ): Promise<Result>;
}
