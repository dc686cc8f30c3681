import type { BudgetLedger } from "../src/quota/budget/budget-ledger.ts";
import type { QuotaStore } from "../src/quota/store/quota-store.ts";

type LedgerStore = QuotaStore<BudgetLedger>;

/** Wrong designs of a budget that the ordeal must catch, each as a wrapper of a process's store. */
export const WRONG_BUDGET_DESIGNS = { trustsItsOwnCopy, goesByItsOwnClock } as const;

/** Decides on the ledger as this process knew it last, as if nobody else had written it since. */
function trustsItsOwnCopy(store: LedgerStore): LedgerStore {
  let copy: BudgetLedger | undefined;
  return {
    update: async (keys, decide, call) => {
      const updated = await store.update(
        keys,
        ([ledger], moment) => decide([copy ?? ledger], moment),
        call,
      );
      copy = updated.snapshots[0]?.state;
      return updated;
    },
  };
}

/** Begins the day by the process's own clock: of two processes, they are two minutes apart. */
function goesByItsOwnClock(store: LedgerStore, process: number): LedgerStore {
  const fastMs = process % 2 === 0 ? 60_000 : -60_000;
  return {
    update: (keys, decide, call) =>
      store.update(
        keys,
        (ledgers, moment) => {
          const { nowMs, latestMs } = moment;
          return decide(ledgers, {
            ...moment,
            nowMs: nowMs + fastMs,
            latestMs: latestMs + fastMs,
          });
        },
        call,
      ),
  };
}
