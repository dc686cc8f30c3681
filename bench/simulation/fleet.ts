import type { Account } from "../../packages/gateway/src/quota/lease/account.ts";
import { QuotaMeter } from "../../packages/gateway/src/quota/quota-meter.ts";
import {
  SimulatedInstance,
  type SimulatedInstanceOptions,
} from "../../packages/gateway/simulation/simulated-instance.ts";
import { RAMP_MS } from "./scenario.ts";

/** An instance lives so long on average, in milliseconds: then it crashes, or is told to end. */
const LIFE_MS = 300_000;
/** One that is told to end has so long, in milliseconds. */
const GRACE_MS = 10_000;
/** When a quarter of the instances is told to end, as for a lull, and when as many start. */
const SCALE_DOWN_MS = 70_000;
const SCALE_UP_MS = 90_000;
/** How long either takes, in milliseconds. */
const SCALING_MS = 10_000;
/** How far clocks run apart, as quartz does. */
const CLOCK_SPREAD = 0.0006;
/** Callers that an instance keeps in mind: all that it sees in so short a time. */
const MAX_CALLERS = 2_000;

/** An instance in its time. */
export interface Member {
  readonly instance: SimulatedInstance;
  readonly name: string;
  readonly meter: QuotaMeter;
  readonly startedMs: number;
  endedMs: number;
  /** Calls of the hottest caller that it has admitted. */
  admittedOfHottest: number;
}

type FleetOptions = { readonly size: number } & Pick<
  SimulatedInstanceOptions,
  "tiers" | "time" | "database" | "random" | "budget"
>;

/** Instances that come and go, and the balancer before them. */
export class Fleet {
  /** All that ever ran. */
  readonly members: Member[] = [];
  readonly #options: FleetOptions;
  readonly #onCrash: (member: Member) => void;
  readonly #running: Member[] = [];
  #stranded = 0;

  /** @param onCrash - Called when an instance is killed without notice. */
  constructor(options: FleetOptions, onCrash: (member: Member) => void) {
    this.#options = options;
    this.#onCrash = onCrash;
    const { size } = options;
    const first = Math.ceil(size / 10);
    for (let count = 0; count < first; count += 1) this.#start();
    this.#spread({ count: size - first, fromMs: 0, forMs: RAMP_MS }, () => this.#start());
    const quarter = { count: Math.floor(size / 4), forMs: SCALING_MS };
    this.#spread({ ...quarter, fromMs: SCALE_DOWN_MS }, () => this.#end(this.pick()));
    this.#spread({ ...quarter, fromMs: SCALE_UP_MS }, () => this.#start());
  }

  /** The part of it that runs, from 0 to 1 and sometimes a little more. */
  get part(): number {
    return this.#running.length / this.#options.size;
  }

  /** Where the balancer sends a call: anywhere, as it knows nothing of callers and their leases. */
  pick(): Member | undefined {
    return this.#running[Math.floor(this.#options.random() * this.#running.length)];
  }

  /** Leased tokens of calls that ended with their leases, as the instances count them. */
  stranded(): number {
    for (const { meter } of this.members) meter.flush(0);
    return this.#stranded;
  }

  #start(): void {
    const { time, random } = this.#options;
    const name = `i${String(this.members.length)}`;
    const meter = new QuotaMeter(({ stranded }) => {
      this.#stranded += stranded.calls;
    });
    const clockRate = 1 + (random() - 0.5) * CLOCK_SPREAD;
    const own = { name, meter, clockRate, maxCallers: MAX_CALLERS };
    const instance = new SimulatedInstance({ ...this.#options, ...own });
    const member = {
      instance,
      name,
      meter,
      startedMs: time.nowMs,
      endedMs: Infinity,
      admittedOfHottest: 0,
    };
    this.members.push(member);
    this.#running.push(member);
    time.after(-Math.log(1 - random()) * LIFE_MS, () => this.#replace(member));
  }

  #replace(member: Member): void {
    if (member.endedMs !== Infinity) return;
    if (this.#options.random() < 0.5) this.#end(member);
    else this.#crash(member);
    this.#start();
  }

  #crash(member: Member): void {
    this.#leave(member);
    member.instance.kill();
    this.#onCrash(member);
  }

  /** In good order: it gets no more calls, and gives back what it has leased. */
  #end(member: Member | undefined): void {
    if (member === undefined) return;
    this.#leave(member);
    void member.instance.quota.close();
    this.#options.time.after(GRACE_MS, () => member.instance.kill());
  }

  #leave(member: Member): void {
    member.endedMs = this.#options.time.nowMs;
    this.#running.splice(this.#running.indexOf(member), 1);
  }

  #spread(
    { count, fromMs, forMs }: { count: number; fromMs: number; forMs: number },
    happen: () => void,
  ): void {
    for (let index = 1; index <= count; index += 1) {
      this.#options.time.after(fromMs + (index * forMs) / count, happen);
    }
  }
}

/** The tokens of a limit that an account has leased to an instance: the most that is lost when it crashes. */
export function leasedTo(
  { name }: Member,
  account: Account,
  { limit, nowMs }: { readonly limit: string; readonly nowMs: number },
): number {
  let sum = 0;
  for (const [holder, { expiresAtMs, parts }] of Object.entries(account.leases)) {
    const isOwn = holder.startsWith(`${name}.`) && expiresAtMs > nowMs;
    if (isOwn) sum += parts[limit]?.capacity ?? 0;
  }
  return sum;
}
