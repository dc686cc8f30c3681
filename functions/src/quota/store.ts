import type { StoreCall } from "../documents/store.ts";

/**
 * What a decision leaves behind. `write: undefined` leaves the record as it is and costs no write.
 */
export interface Decision<State, Result> {
  readonly result: Result;
  readonly write?: State;
}

/**
 * Where the state of quotas lives: one record per key, changed only by compare and set.
 */
export interface QuotaStore<State> {
  /**
   * Reads the record, lets `decide` choose, and writes what it chose, again from the start if
   * somebody else wrote meanwhile. `decide` is pure: it may run several times, and only its last
   * answer counts. `nowMs` is the server's read time, in milliseconds since 1970.
   *
   * @throws StoreError ABORTED when others kept winning until the declared number of attempts;
   * UNAVAILABLE when the database can't be reached. A lost answer is settled by reading again,
   * never by deciding again on a record that already has the decision.
   */
  update<Result>(
    key: string,
    decide: (state: State | undefined, nowMs: number) => Decision<State, Result>,
    call: StoreCall,
  ): Promise<Result>;
}
