import type { VirtualTime } from "../../packages/gateway/simulation/virtual-time.ts";
import { callsOf, type CallerCalls } from "./caller-calls.ts";
import type { Fleet, Member } from "./fleet.ts";
import { Popularity } from "./popularity.ts";
import type { Scenario } from "./scenario.ts";

const GET_DOCUMENT = { calls: 1, reads: 1, writes: 0 };

export interface TrafficOptions {
  readonly scenario: Scenario;
  readonly fleet: Fleet;
  readonly time: VirtualTime;
  readonly random: () => number;
}

/** Calls of all callers, each a getDocument, as they come: independently of each other, at a rate that follows the fleet's size. */
export class Traffic {
  /** The hottest first. */
  readonly callers: readonly CallerCalls[];
  readonly #options: TrafficOptions;
  readonly #popularity: Popularity;

  constructor(options: TrafficOptions) {
    const { callers } = options.scenario;
    this.#options = options;
    this.callers = Array.from({ length: callers }, (_, rank) => callsOf(rank));
    this.#popularity = new Popularity(callers);
    this.#next();
  }

  #next(): void {
    const { scenario, fleet, time, random } = this.#options;
    const perMs = (scenario.callsPerSecond * Math.max(fleet.part, 0.1)) / 1_000;
    time.after(-Math.log(1 - random()) / perMs, () => {
      const rank = this.#popularity.pick(random());
      const member = fleet.pick();
      const calls = this.callers[rank];
      if (member !== undefined && calls !== undefined) void this.#call(calls, member, rank === 0);
      this.#next();
    });
  }

  async #call(calls: CallerCalls, member: Member, isHottest: boolean): Promise<void> {
    const { time } = this.#options;
    const askedMs = time.nowMs;
    calls.askedMs.push(askedMs);
    try {
      const result = await member.instance.quota.charge(calls.caller, GET_DOCUMENT, {});
      if (result.ok) {
        calls.admitted.push({ askedMs, answeredMs: time.nowMs, amount: 1 });
        if (isHottest) member.admittedOfHottest += 1;
        await result.charge.settle(GET_DOCUMENT, {});
        return;
      }
      calls.refused += 1;
      if (result.refusal.reason === "COST_EXCEEDS_CAPACITY") calls.toldBlockedMs = time.nowMs;
    } catch {
      calls.failed += 1;
    }
  }
}
