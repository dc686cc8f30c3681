import type { Fields } from "../../values/value.ts";
import type { StoreCall } from "../../documents/store.ts";
import type { Moment } from "../moment.ts";

/** What is kept under a key. */
export type QuotaRecord = Fields & {
  /** From when on the record says nothing that no record wouldn't; null: never. Milliseconds since 1970. */
  readonly expiresAtMs: number | null;
};

/** What a decision on one record leaves behind. Without `write` it stays as it is, and no write is paid. */
export interface Decision<State, Result> {
  readonly result: Result;
  readonly write?: State;
}

/** What a decision on several records leaves behind. */
export interface JointDecision<State, Result> {
  readonly result: Result;
  /** As the keys are; undefined for a record that stays as it is. */
  readonly writes: readonly (State | undefined)[];
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
   * only if somebody did, or if nothing is to be written.
   */
  readonly from?: readonly Snapshot<State>[] | undefined;
}

export interface Updated<State, Result> {
  readonly result: Result;
  /** As the keys are: the records as they were left. */
  readonly snapshots: readonly Snapshot<State>[];
}

/** Where the state of quotas lives: one record per key, changed only by compare and set. */
export interface QuotaStore<State extends QuotaRecord> {
  /**
   * Takes the records, lets `decide` choose, and writes what it chose, all or nothing, again with
   * a fresh read if somebody else wrote one of them meanwhile. `decide` is pure: it may run
   * several times, and only its last answer counts. The time in `moment` never goes back for one
   * record. A record that isn't written may have changed by then.
   *
   * @throws StoreError ABORTED when others kept winning; UNAVAILABLE or DEADLINE_EXCEEDED when the
   * database can't be reached in time, with `outcomeUnknown` where a write may have been applied,
   * or may yet be. A lost answer is settled by reading, never by deciding again on a record that
   * already has the decision.
   */
  update<Result>(
    keys: readonly string[],
    decide: (
      states: readonly (State | undefined)[],
      moment: Moment,
    ) => JointDecision<State, Result>,
    call: UpdateCall<State>,
  ): Promise<Updated<State, Result>>;
}

/** Updates one record. @see QuotaStore.update */
export async function updateOne<State extends QuotaRecord, Result>(
  of: { readonly store: QuotaStore<State>; readonly key: string },
  decide: (state: State | undefined, moment: Moment) => Decision<State, Result>,
  call: StoreCall & { readonly from?: Snapshot<State> | undefined },
): Promise<{ readonly result: Result; readonly snapshot: Snapshot<State> }> {
  const { result, snapshots } = await of.store.update(
    [of.key],
    ([state], moment) => {
      const decision = decide(state, moment);
      return { result: decision.result, writes: [decision.write] };
    },
    { ...call, from: call.from && [call.from] },
  );
  return { result, snapshot: snapshots[0] as Snapshot<State> };
}
