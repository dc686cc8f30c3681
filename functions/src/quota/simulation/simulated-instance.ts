import type { Account } from "../lease/account.ts";
import type { Clock } from "../clock.ts";
import { FirestoreQuotaStore } from "../store/firestore-quota-store.ts";
import { LeasedQuota } from "../leased-quota.ts";
import type { QuotaStore } from "../store/quota-store.ts";
import type { Tiers } from "../tiers.ts";
import type { Process, SimulatedDatabase } from "./simulated-database.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface SimulatedInstanceOptions {
  readonly name: string;
  readonly tiers: Tiers;
  readonly time: VirtualTime;
  readonly database: SimulatedDatabase;
  readonly random: () => number;
  /** How fast its clock runs: 1.0002 gains 0.2 ms a second. @default 1 */
  readonly clockRate?: number;
  /** @default 100 */
  readonly maxCallers?: number;
  /** Puts something between the quota and its records. */
  readonly around?: (store: QuotaStore<Account>) => QuotaStore<Account>;
}

/** An instance of the gateway as far as quotas go, with the real code: it can be stopped, continued and killed. */
export class SimulatedInstance implements Process {
  readonly quota: LeasedQuota;
  readonly #time: VirtualTime;
  #state: "runs" | "stopped" | "dead" = "runs";
  #missed: (() => void)[] = [];

  constructor(options: SimulatedInstanceOptions) {
    const {
      tiers,
      time,
      database,
      random,
      clockRate = 1,
      maxCallers = 100,
      around = (store) => store,
    } = options;
    this.#time = time;
    const startedAt = random() * 1_000_000;
    const clock: Clock = {
      // Runs on while the process is stopped, as CLOCK_MONOTONIC does.
      monotonic: () => startedAt + time.nowMs * clockRate,
      sleep: (ms, signal) => this.#sleep(ms, signal),
      timeout: (ms) => this.#timeout(ms),
      random,
    };
    const documents = database.connect(this);
    const store = new FirestoreQuotaStore<Account>({ documents, collection: "_quotas", clock });
    this.quota = new LeasedQuota({
      tiers,
      store: around(store),
      clock,
      maxCallers,
      secret: () => Promise.resolve(new Uint8Array(32)),
      instance: options.name,
    });
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

  #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new Error("aborted")));
      this.#time.after(ms, () => this.receive(resolve));
    });
  }

  #timeout(ms: number): AbortSignal {
    const controller = new AbortController();
    this.#time.after(ms, () => this.receive(() => controller.abort()));
    return controller.signal;
  }
}
