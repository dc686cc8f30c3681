import { NO_USAGE, plus, type Budget, type BudgetClass, type Usage } from "./budget.ts";
import { fairShare } from "./fair-share.ts";
import { pacificDay } from "./pacific-day.ts";

/** What is kept of a budget: one Pacific day. */
export type BudgetLedger = {
  readonly date: string;
  readonly consumers: Readonly<Record<string, ConsumerLedger>>;
  /** By all instances, as if all had been in the last minute. */
  readonly visits: number;
  /** For how long an instance takes in advance. */
  readonly intervalMs: number;
  /** Of the last visit: milliseconds since 1970. */
  readonly atMs: number;
  readonly expiresAtMs: number;
};

export type ConsumerLedger = {
  /** Spent today, or taken in advance to be spent. */
  readonly used: { readonly reads: number; readonly writes: number; readonly deletes: number };
  /** Asked for lately, as if all had been in the last {@link PACE_MS}. */
  readonly asked: { readonly reads: number; readonly writes: number; readonly deletes: number };
};

/** What was asked so long ago, in milliseconds, counts a third. */
const PACE_MS = 600_000;
const MINUTE_MS = 60_000;
/** What an instance takes in advance, in milliseconds of its demand: at least, and at most. */
const SHORTEST_INTERVAL_MS = 10_000;
const LONGEST_INTERVAL_MS = 3_600_000;
/** One document takes one update a second: with more visits a minute, each instance takes more at once. */
const MOST_VISITS = 60;
const FEWEST_VISITS = 20;
const STEP = 1.2;

/** A ledger as it is at a moment: another one, if the day is. */
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

/** The ledger with one visit more, and the interval that so many visits call for. */
export function visited(ledger: BudgetLedger): BudgetLedger {
  const visits = ledger.visits + 1;
  const step = visits > MOST_VISITS ? STEP : visits < FEWEST_VISITS ? 1 / STEP : 1;
  const intervalMs = Math.min(
    LONGEST_INTERVAL_MS,
    Math.max(SHORTEST_INTERVAL_MS, Math.round(ledger.intervalMs * step)),
  );
  return { ...ledger, visits, intervalMs };
}

/** How many instances live on the budget, as far as their visits tell. */
export function instancesOf({ visits, intervalMs }: BudgetLedger): number {
  return Math.max(1, (visits * intervalMs) / MINUTE_MS);
}

/** What a consumer of a budget has asked and used. */
export function consumerIn(ledger: BudgetLedger, consumer: string): ConsumerLedger {
  return ledger.consumers[consumer] ?? { used: NO_USAGE, asked: NO_USAGE };
}

/** The ledger after a consumer has asked or used more; or less, where it gives back. */
export function withConsumer(
  ledger: BudgetLedger,
  consumer: string,
  more: { readonly used?: Usage; readonly asked?: Usage },
): BudgetLedger {
  const { used, asked } = consumerIn(ledger, consumer);
  const changed = {
    used: plus(used, more.used ?? NO_USAGE),
    asked: plus(asked, more.asked ?? NO_USAGE),
  };
  return { ...ledger, consumers: { ...ledger.consumers, [consumer]: changed } };
}

/** How a consumer stands in one class of a budget. */
export interface Standing {
  readonly used: number;
  /** All that it can come to today. */
  readonly allotted: number;
}

/**
 * How a consumer stands: what is guaranteed to it, and its fair share of what is guaranteed to
 * nobody, beside what the others have used and are on course to use by the end of the day. What
 * is guaranteed to others stays theirs, used or not.
 */
export function standing(
  budget: Budget,
  ledger: BudgetLedger,
  of: { readonly consumer: string; readonly class: BudgetClass },
): Standing {
  const total = budget.perDay[of.class];
  const { guaranteed, most, weight } = budget.consumers.get(of.consumer) ?? NOBODY;
  const { used } = consumerIn(ledger, of.consumer);
  let [pool, free] = [total * (1 - guaranteed), total - used[of.class]];
  const claims = [...budget.consumers].flatMap(([name, other]) => {
    if (name === of.consumer) return [];
    const theirs = consumerIn(ledger, name);
    const kept = other.guaranteed * total;
    const onCourse = (theirs.asked[of.class] * (ledger.expiresAtMs - ledger.atMs)) / PACE_MS;
    pool -= kept;
    free -= Math.max(kept, theirs.used[of.class]);
    const demand = Math.max(0, theirs.used[of.class] + onCourse - kept);
    return [{ weight: other.weight, demand }];
  });
  const fair = guaranteed * total + fairShare(Math.max(0, pool), weight, claims);
  const allotted = Math.min(most * total, fair, used[of.class] + Math.max(0, free));
  return { used: used[of.class], allotted };
}

const NOBODY = { guaranteed: 0, most: 1, weight: 1 };
