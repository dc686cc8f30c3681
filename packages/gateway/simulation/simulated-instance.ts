import type { Budget } from "../src/quota/budget/budget.ts";
import { BudgetHolder } from "../src/quota/budget/budget-holder.ts";
import type { BudgetLedger } from "../src/quota/budget/budget-ledger.ts";
import { ledgerForm } from "../src/quota/budget/ledger-form.ts";
import type { Account } from "../src/quota/lease/account.ts";
import { accountForm } from "../src/quota/lease/account-form.ts";
import { Outage } from "../src/quota/outage.ts";
import { QuotaMeter } from "../src/quota/quota-meter.ts";
import { countedDocuments } from "../src/quota/store/counted-documents.ts";
import { FirestoreQuotaStore } from "../src/quota/store/firestore-quota-store.ts";
import { LeasedQuota } from "../src/quota/leased-quota.ts";
import type { QuotaStore } from "../src/quota/store/quota-store.ts";
import type { Tiers } from "../src/quota/tiers.ts";
import { simulatedClock, type SimulatedClockOptions } from "./simulated-clock.ts";
import type { Process, SimulatedDatabase } from "./simulated-database.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface SimulatedInstanceOptions extends SimulatedClockOptions {
  readonly name: string;
  readonly tiers: Tiers;
  readonly database: Pick<SimulatedDatabase, "connect">;
  /** The most callers that are kept in memory. @default 100 */
  readonly maxCallers?: number;
  /** The budget of the whole project. @default none */
  readonly budget?: Budget;
  /** Counts what the quotas do. @default nothing is counted */
  readonly meter?: QuotaMeter;
  /** Wraps the store of the accounts. @default the store itself */
  readonly around?: (store: QuotaStore<Account>) => QuotaStore<Account>;
  /** Wraps the store of the budget's ledger. @default the store itself */
  readonly aroundLedger?: (store: QuotaStore<BudgetLedger>) => QuotaStore<BudgetLedger>;
  /** Whether the budget counts what the quotas themselves read and write. @default true */
  readonly countsBookkeeping?: boolean;
}

const MAX_WAIT_MS = 5_000;
const secret = () => Promise.resolve(new Uint8Array(32));

/** The quotas of one instance of the gateway, with the real code. It can be stopped, continued and killed. */
export class SimulatedInstance implements Process {
  readonly quota: LeasedQuota;
  readonly #time: VirtualTime;
  #state: "runs" | "stopped" | "dead" = "runs";
  #missed: (() => void)[] = [];

  constructor(options: SimulatedInstanceOptions) {
    const { name: instance, tiers, maxCallers = 100, around = (store) => store } = options;
    const { meter = new QuotaMeter(() => {}), countsBookkeeping = true } = options;
    this.#time = options.time;
    const clock = simulatedClock(this, options);
    const outage = new Outage();
    let budget: BudgetHolder | undefined;
    const documents = countedDocuments(options.database.connect(this), (usage) => {
      meter.countOperations(usage);
      if (countsBookkeeping) budget?.use(usage);
    });
    const records = { documents, collection: "_quotas", clock };
    const shared = { clock, outage, maxWaitMs: MAX_WAIT_MS };
    if (options.budget !== undefined) {
      const { budget: definition, aroundLedger = (ledgers) => ledgers } = options;
      const ledgers = aroundLedger(new FirestoreQuotaStore({ ...records, form: ledgerForm }));
      budget = new BudgetHolder({ ...shared, budget: definition, store: ledgers });
    }
    const store = around(new FirestoreQuotaStore({ ...records, form: accountForm }));
    const own = { tiers, meter, budget, secret, store, maxCallers, instance };
    this.quota = new LeasedQuota({ ...shared, ...own });
  }

  get isDead(): boolean {
    return this.#state === "dead";
  }

  /** Lets something reach the process: at once, or where it is stopped, when it is continued, or where it is dead, never. */
  receive(happen: () => void): void {
    if (this.#state === "runs") happen();
    else if (this.#state === "stopped") this.#missed.push(happen);
  }

  stop(): void {
    if (this.#state === "runs") this.#state = "stopped";
  }

  continue(): void {
    if (this.#state !== "stopped") return;
    this.#state = "runs";
    const missed = this.#missed;
    this.#missed = [];
    for (const happen of missed) this.#time.after(0, () => this.receive(happen));
  }

  kill(): void {
    this.#state = "dead";
  }
}
