import type { Fields } from "../../values/value.ts";
import type { StoreCall } from "../../documents/store.ts";
import type { Moment } from "../moment.ts";
import type { Patience } from "../patience.ts";

/** The state of a record. */
export type QuotaRecord = Fields & {
  /** When the record may be deleted, as a new one would say the same: milliseconds since 1970; null for never. */
  readonly expiresAtMs: number | null;
};

/** A decision on one record. Without `write` the record stays as it is, and costs no write. */
export interface Decision<State, Result> {
  readonly result: Result;
  readonly write?: State;
}

/** A decision on several records. */
export interface JointDecision<State, Result> {
  readonly result: Result;
  /** One for each key, in order; undefined for a record that stays as it is. */
  readonly writes: readonly (State | undefined)[];
}

/** A record as it was read or written last, from which the next update may start without a read. */
export interface Snapshot<State> {
  readonly state: State | undefined;
  readonly moment: Moment;
  /** For the store's own use. */
  readonly version: unknown;
}

export interface UpdateCall<State> extends StoreCall {
  /**
   * The records as they were known last, where nobody else is likely to have written since. The
   * update starts from them, and reads only if somebody has, or if nothing is to be written.
   * @default the records are read
   */
  readonly lastKnown?: readonly Snapshot<State>[] | undefined;
  /** How long to wait, instead of a signal. */
  readonly patience?: Patience;
}

export interface Updated<State, Result> {
  readonly result: Result;
  /** The records as they were left, one for each key, in order. */
  readonly snapshots: readonly Snapshot<State>[];
}

/** The records of quotas, one for each key, which are changed only by compare and set. */
export interface QuotaStore<State extends QuotaRecord> {
  /**
   * Reads the records, calls `decide`, and writes what it decided, all or nothing; it starts again
   * with a fresh read if somebody else has written one of them meanwhile. `decide` is pure: it may
   * run several times, and only its last result counts. The time in `moment` never goes back for
   * one record. A record that isn't written may have changed by then.
   *
   * @throws StoreError ABORTED where others kept writing first; else the error of the last attempt
   * where the database can't be reached in time, with `outcomeUnknown` where a write may have been
   * applied, or may yet be. A lost answer is settled by reading, never by deciding again on a
   * record that already has the decision.
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
  { store, key }: { readonly store: QuotaStore<State>; readonly key: string },
  decide: (state: State | undefined, moment: Moment) => Decision<State, Result>,
  call: Omit<UpdateCall<State>, "lastKnown"> & {
    readonly lastKnown?: Snapshot<State> | undefined;
  },
): Promise<{ readonly result: Result; readonly snapshot: Snapshot<State> }> {
  const { result, snapshots } = await store.update(
    [key],
    ([state], moment) => {
      const decision = decide(state, moment);
      return { result: decision.result, writes: [decision.write] };
    },
    { ...call, lastKnown: call.lastKnown && [call.lastKnown] },
  );
  return { result, snapshot: snapshots[0] as Snapshot<State> };
}
