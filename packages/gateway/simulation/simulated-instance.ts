import type { Budget } from "../src/quota/budget/budget.ts";
import { BudgetHolder } from "../src/quota/budget/budget-holder.ts";
import { ledgerForm } from "../src/quota/budget/ledger-form.ts";
import type { Account } from "../src/quota/lease/account.ts";
import { accountForm } from "../src/quota/lease/account-form.ts";
import { Outage } from "../src/quota/outage.ts";
import { QuotaMeter } from "../src/quota/quota-metrics.ts";
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
  /** @default 100 */
  readonly maxCallers?: number;
  /** The whole project's. @default none */
  readonly budget?: Budget;
  /** @default nobody is told */
  readonly meter?: QuotaMeter;
  /** Puts something between the quota and its records. */
  readonly around?: (store: QuotaStore<Account>) => QuotaStore<Account>;
}

const maxWaitMs = 5_000;
const secret = () => Promise.resolve(new Uint8Array(32));

/** An instance of the gateway as far as quotas go, with the real code: it can be stopped, continued and killed. */
export class SimulatedInstance implements Process {
  readonly quota: LeasedQuota;
  readonly #time: VirtualTime;
  #state: "runs" | "stopped" | "dead" = "runs";
  #missed: (() => void)[] = [];

  constructor(options: SimulatedInstanceOptions) {
    const { name: instance, tiers, maxCallers = 100, around = (store) => store } = options;
    const { meter = new QuotaMeter(() => {}) } = options;
    this.#time = options.time;
    const clock = simulatedClock(this, options);
    const outage = new Outage();
    let budget: BudgetHolder | undefined;
    const documents = countedDocuments(options.database.connect(this), (usage) => {
      meter.countOperations(usage);
      budget?.use(usage);
    });
    const records = { documents, collection: "_quotas", clock };
    if (options.budget !== undefined) {
      const store = new FirestoreQuotaStore({ ...records, form: ledgerForm });
      budget = new BudgetHolder({ budget: options.budget, store, clock, outage, maxWaitMs });
    }
    const store = around(new FirestoreQuotaStore({ ...records, form: accountForm }));
    const shared = { tiers, clock, outage, meter, budget, secret, maxWaitMs };
    this.quota = new LeasedQuota({ ...shared, store, maxCallers, instance });
  }

  get isDead(): boolean {
    return this.#state === "dead";
  }

  /** Something reaches the process: at once, when it is continued, or never. */
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
