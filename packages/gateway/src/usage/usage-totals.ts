import { z } from "zod";
import type { CallSummary } from "../call/call-summary.ts";
import { COUNTS, type Counts } from "./counts.ts";
import { CountsByKey } from "./counts-by-key.ts";
import { FrequentItems } from "./frequent-items.ts";
import { LatencyHistogram } from "./latency-histogram.ts";

/** What there are few of, by which calls are counted. */
const GROUPS = [
  "collection",
  "callable",
  "kind",
  "service",
  "outcome",
  "index",
  "fault",
  "refusedService",
  "budgetStage",
] as const;
/** The name of the indexes of a query that Firestore may merge: it alone knows which it uses. */
export const MERGED = "(merged)";
/** What there may be any number of: those with the most reads are counted. */
const TOPS = ["caller", "shape"] as const;
export const STEPS = ["total", "receive", "charge", "execute", "settle"] as const;

/** A stage that a class of the budget has come to, for a service or all others. */
export interface ReachedStage {
  readonly class: string;
  readonly stage: string;
  readonly consumer: string;
}

type Group = (typeof GROUPS)[number];
type Top = (typeof TOPS)[number];
type LatencyStep = (typeof STEPS)[number];

/** What calls did together, by everything that it is told by. Its size is bounded. */
export class UsageTotals {
  readonly groups: Readonly<Record<Group, CountsByKey>>;
  readonly tops: Readonly<Record<Top, FrequentItems>>;
  readonly latency: Readonly<Record<LatencyStep, LatencyHistogram>>;

  constructor(stored: Partial<StoredTotals> = {}) {
    const { groups = {}, tops = {}, latency = {} } = stored;
    this.groups = recordOf(GROUPS, (name) => new CountsByKey(groups[name]));
    this.tops = recordOf(TOPS, (name) => {
      const { items = [], missedReads = 0 } = tops[name] ?? {};
      return new FrequentItems(items, missedReads);
    });
    this.latency = recordOf(STEPS, (name) => new LatencyHistogram(latency[name]));
  }

  get isEmpty(): boolean {
    return GROUPS.every((name) => this.groups[name].entries.length === 0);
  }

  /** Counts a call that is over. */
  add(call: CallSummary): void {
    this.#count(call, 1);
    this.latency.total.add(call.totalMs);
    for (const step of STEPS) {
      const ms = step === "total" ? undefined : call.stepsMs[step];
      if (ms !== undefined) this.latency[step].add(ms);
    }
  }

  /** Counts what a call has come to that goes on. */
  addPart(part: CallSummary): void {
    this.#count(part, 0);
  }

  #count({ callable, caller, kind, service, uses, ...call }: CallSummary, calls: number): void {
    const { reads, writes, deletes } = call.usage;
    const counts = { calls, reads, writes, deletes };
    this.groups.callable.add(callable, counts);
    this.groups.kind.add(kind ?? "unknown", counts);
    this.groups.outcome.add(call.reason ?? call.code, counts);
    if (call.severity === "ERROR") this.groups.fault.add(call.reason ?? call.code, counts);
    if (service !== null) {
      this.groups.service.add(service, counts);
      if (call.code === "resource-exhausted") this.groups.refusedService.add(service, counts);
    }
    if (caller !== null) this.tops.caller.add(caller, counts);
    for (const { collection, operation, shape, index, ...use } of uses) {
      const used = { calls, ...use };
      this.groups.collection.add(`${operation} ${collection}`, used);
      if (shape === undefined) continue;
      this.tops.shape.add(JSON.stringify([collection, shape, index]), used);
      for (const one of (index ?? MERGED).split(" | "))
        this.groups.index.add(JSON.stringify([collection, one]), used);
    }
  }

  /** Counts that the budget has come to a stage. */
  addStage({ class: costClass, stage, consumer }: ReachedStage): void {
    this.groups.budgetStage.add(`${costClass} ${stage} ${consumer}`, { calls: 1 });
  }

  /** Counts what the gateway itself did in a collection of its own. */
  addOwn(collection: string, counts: Counts): void {
    this.groups.collection.add(`own ${collection}`, counts);
  }

  merge(other: UsageTotals): void {
    for (const name of GROUPS) this.groups[name].merge(other.groups[name]);
    for (const name of TOPS) this.tops[name].merge(other.tops[name]);
    for (const name of STEPS) this.latency[name].merge(other.latency[name]);
  }

  toJSON(): StoredTotals {
    return {
      groups: recordOf(GROUPS, (name) => [...this.groups[name].entries]),
      tops: recordOf(TOPS, (name) => {
        const { entries, missedReads } = this.tops[name];
        return { items: [...entries], missedReads };
      }),
      latency: recordOf(STEPS, (name) => [...this.latency[name].entries]),
    };
  }
}

function recordOf<Name extends string, T>(
  names: readonly Name[],
  make: (name: Name) => T,
): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;
}

const counts = known(COUNTS, z.number());
const items = z.array(z.tuple([z.string(), counts]).readonly());
const top = z.object({ items, missedReads: z.number() });
const buckets = z.array(z.tuple([z.number(), z.number()]).readonly());

/** The form in which totals are stored; what a reader doesn't know of it is left out. */
export const storedTotals = z.object({
  groups: known(GROUPS, items),
  tops: known(TOPS, top),
  latency: known(STEPS, buckets),
});

type StoredTotals = z.infer<typeof storedTotals>;

/** Of a map, what is under these names: instances of several versions write for each other. */
function known<Name extends string, T extends z.ZodType>(
  names: readonly Name[],
  values: T,
): z.ZodObject<Record<Name, z.ZodExactOptional<T>>> {
  return z.object(recordOf(names, () => z.exactOptional(values)));
}
