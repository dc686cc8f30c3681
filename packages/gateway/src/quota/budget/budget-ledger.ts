import { NO_USAGE, plus, type Budget, type BudgetClass, type BudgetUsage } from "./budget.ts";
import { fairShare } from "./fair-share.ts";
import { pacificDay } from "./pacific-day.ts";

/** The record of a budget, for one day in Pacific time. */
export type BudgetLedger = {
  /** The day, such as 2026-11-22. */
  readonly date: string;
  /** By the consumer's name. */
  readonly consumers: Readonly<Record<string, ConsumerLedger>>;
  /** The recent updates by all instances, fading with time: about as many as in the last minute. */
  readonly visits: number;
  /** The time for whose demand an instance takes in advance, in milliseconds. */
  readonly intervalMs: number;
  /** When it was updated last: milliseconds since 1970, by the database's clock. */
  readonly atMs: number;
  /** When the day ends: milliseconds since 1970. */
  readonly expiresAtMs: number;
};

/** What a consumer has used and asked. */
export type ConsumerLedger = {
  /** Operations that were used today, or taken in advance. */
  readonly used: { readonly reads: number; readonly writes: number; readonly deletes: number };
  /** Operations that were asked recently, fading with time: about as many as in the last 10 minutes. */
  readonly asked: { readonly reads: number; readonly writes: number; readonly deletes: number };
};

/** What was asked counts for a third after this time, in milliseconds. */
const PACE_MS = 600_000;
const MINUTE_MS = 60_000;
/** The shortest and the longest time for whose demand an instance takes in advance, in milliseconds. */
const SHORTEST_INTERVAL_MS = 10_000;
const LONGEST_INTERVAL_MS = 3_600_000;
/** With more updates a minute than the most, instances take more at once, and with fewer than the fewest, less: one document sustains one update a second. */
const MOST_VISITS = 60;
const FEWEST_VISITS = 20;
const STEP = 1.2;

/** The ledger at a time in milliseconds since 1970: a new one on a new day. */
export function ledgerAt(ledger: BudgetLedger | undefined, nowMs: number): BudgetLedger {
  const { date, endsAtMs } = pacificDay(nowMs);
  const elapsedMs = Math.max(0, nowMs - (ledger?.atMs ?? nowMs));
  const visits = (ledger?.visits ?? 0) * Math.exp(-elapsedMs / MINUTE_MS);
  const intervalMs = ledger?.intervalMs ?? SHORTEST_INTERVAL_MS;
  const atMs = Math.max(nowMs, ledger?.atMs ?? nowMs);
  const fade = Math.exp(-elapsedMs / PACE_MS);
  const consumers = Object.entries(ledger?.date === date ? ledger.consumers : {}).map(
    ([name, { used, asked }]) => [name, { used, asked: plus(NO_USAGE, asked, fade) }] as const,
  );
  return {
    date,
    consumers: Object.fromEntries(consumers),
    visits,
    intervalMs,
    atMs,
    expiresAtMs: endsAtMs,
  };
}

/** The ledger with one update more, and the interval that its recent updates call for. */
export function withVisit(ledger: BudgetLedger): BudgetLedger {
  const visits = ledger.visits + 1;
  const step = visits > MOST_VISITS ? STEP : visits < FEWEST_VISITS ? 1 / STEP : 1;
  const intervalMs = Math.min(
    LONGEST_INTERVAL_MS,
    Math.max(SHORTEST_INTERVAL_MS, Math.round(ledger.intervalMs * step)),
  );
  return { ...ledger, visits, intervalMs };
}

/** The estimated number of instances that use the budget. */
export function instancesOf({ visits, intervalMs }: BudgetLedger): number {
  return Math.max(1, (visits * intervalMs) / MINUTE_MS);
}

/** What a consumer has used and asked; nothing for one that isn't in the ledger. */
export function consumerIn(ledger: BudgetLedger, consumer: string): ConsumerLedger {
  return ledger.consumers[consumer] ?? { used: NO_USAGE, asked: NO_USAGE };
}

/** The ledger after a consumer has used or asked more, or less where it gives back. */
export function withConsumer(
  ledger: BudgetLedger,
  consumer: string,
  more: { readonly used?: BudgetUsage; readonly asked?: BudgetUsage },
): BudgetLedger {
  const { used, asked } = consumerIn(ledger, consumer);
  const changed = {
    used: plus(used, more.used ?? NO_USAGE),
    asked: plus(asked, more.asked ?? NO_USAGE),
  };
  return { ...ledger, consumers: { ...ledger.consumers, [consumer]: changed } };
}

/** How a consumer stands in one class of a budget: numbers of operations. */
export interface Allotment {
  /** Those used today, or taken in advance. */
  readonly used: number;
  /** The most that it can use today, as things stand. */
  readonly allotted: number;
}

/**
 * How a consumer stands. It is allotted what it is guaranteed, and its fair share of what nobody
 * is guaranteed, by what the others have used and at their recent rates will have used when the
 * day ends. What is guaranteed to others is never allotted to it.
 */
export function allotmentOf(
  budget: Budget,
  ledger: BudgetLedger,
  claimant: { readonly consumer: string; readonly class: BudgetClass },
): Allotment {
  const { consumer, class: costClass } = claimant;
  const total = budget.perDay[costClass];
  const { guaranteed, most, weight } = budget.consumers.get(consumer) ?? NOBODY;
  const { used } = consumerIn(ledger, consumer);
  let [pool, free] = [total * (1 - guaranteed), total - used[costClass]];
  const claims = [...budget.consumers].flatMap(([name, other]) => {
    if (name === consumer) return [];
    const theirs = consumerIn(ledger, name);
    const kept = other.guaranteed * total;
    const onCourse = (theirs.asked[costClass] * (ledger.expiresAtMs - ledger.atMs)) / PACE_MS;
    pool -= kept;
    free -= Math.max(kept, theirs.used[costClass]);
    const demand = Math.max(0, theirs.used[costClass] + onCourse - kept);
    return [{ weight: other.weight, demand }];
  });
  const fair = guaranteed * total + fairShare(Math.max(0, pool), weight, claims);
  const allotted = Math.min(most * total, fair, used[costClass] + Math.max(0, free));
  return { used: used[costClass], allotted };
}

const NOBODY = { guaranteed: 0, most: 1, weight: 1 };
