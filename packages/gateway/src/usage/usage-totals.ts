import * as z from "zod";
import type { CallSummary } from "../call/call-summary.ts";
import type { RecordedUse } from "../call/collection-uses.ts";
import { indexesText } from "../indexes/described-query.ts";
import { COUNTS, type Counts } from "./counts.ts";
import { CountsByKey, OTHER } from "./counts-by-key.ts";
import { FrequentItems } from "./frequent-items.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { othersOf, queryKey } from "./query-key.ts";
import { hotDocuments } from "./written-documents.ts";

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
  "field",
  "hotDocument",
] as const;
/** Those of which each that is declared is to be counted, in characters as stored. */
const MAX_CHARACTERS: Partial<Record<Group, number>> = { index: 100_000, field: 100_000 };
/** The name of the indexes of a query of which it was not known. */
export const UNKNOWN_INDEX = "(unknown)";
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

/** Names that definitions declare, of indexes and fields, by the collection's pattern. */
export type DeclaredNames = readonly {
  readonly collection: string;
  readonly indexes: readonly string[];
  readonly fields: readonly string[];
}[];

/** What calls did together, by everything that it is told by. Its size is bounded. */
export class UsageTotals {
  readonly groups: Readonly<Record<Group, CountsByKey>>;
  readonly tops: Readonly<Record<Top, FrequentItems>>;
  readonly latency: Readonly<Record<LatencyStep, LatencyHistogram>>;
  /** Hashes of the documents that were written most, of one minute alone: those of several can't be told apart. */
  readonly written: FrequentItems;

  constructor({ groups = {}, tops = {}, latency = {}, written }: Partial<StoredTotals> = {}) {
    this.groups = recordOf(GROUPS, (name) => new CountsByKey(groups[name], MAX_CHARACTERS[name]));
    this.tops = recordOf(TOPS, (name) => {
      const { items = [], missedReads = 0 } = tops[name] ?? {};
      return new FrequentItems(items, missedReads);
    });
    this.latency = recordOf(STEPS, (name) => new LatencyHistogram(latency[name]));
    this.written = new FrequentItems(written, 0, "written");
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
    for (const use of uses) this.#addUse(use, calls);
  }

  /** Counts that the budget has come to a stage. */
  addStage({ class: costClass, stage, consumer }: ReachedStage): void {
    this.groups.budgetStage.add(`${costClass} ${stage} ${consumer}`, { calls: 1 });
  }

  #addUse({ collection, operation, described, ...use }: RecordedUse, calls: number): void {
    const used = { calls, ...use };
    this.groups.collection.add(`${operation} ${collection}`, used);
    if (operation !== "list" && operation !== "aggregate") return;
    const others = queryKey(collection, OTHER);
    if (described === undefined) {
      this.groups.index.add(queryKey(collection, UNKNOWN_INDEX), used, others);
      return;
    }
    const { shape, indexes, fields } = described;
    this.tops.shape.add(JSON.stringify([collection, shape, indexesText(described)]), used);
    for (const { name, as } of indexes)
      this.groups.index.add(queryKey(collection, name, as), used, others);
    for (const field of fields)
      this.groups.field.add(queryKey(collection, field), { calls }, others);
  }

  /** Counts what the gateway itself did in a collection of its own. */
  addOwn(collection: string, counts: Counts): void {
    this.groups.collection.add(`own ${collection}`, counts);
  }

  /** Adds that these are declared, used or not: of others it is not known since when they could be. */
  addDeclared(declared: DeclaredNames): void {
    for (const { collection, indexes, fields } of declared) {
      const others = queryKey(collection, OTHER);
      for (const name of indexes) this.groups.index.add(queryKey(collection, name), {}, others);
      for (const name of fields) this.groups.field.add(queryKey(collection, name), {}, others);
    }
  }

  /** Adds the indexes and fields that other totals name, without their counts. */
  addNamesOf(other: UsageTotals): void {
    for (const name of ["index", "field"] as const) {
      const names = other.groups[name].entries.map(([key]) => [key, {}] as const);
      this.groups[name].merge(names, othersOf);
    }
  }

  /** Adds others, of the same minute, or whose documents are {@link settled}. */
  merge(other: UsageTotals): void {
    for (const name of GROUPS) {
      const isOfQueries = name === "index" || name === "field";
      this.groups[name].merge(other.groups[name].entries, isOfQueries ? othersOf : undefined);
    }
    for (const name of TOPS) this.tops[name].merge(other.tops[name]);
    for (const name of STEPS) this.latency[name].merge(other.latency[name]);
    this.written.merge(other.written);
  }

  /** The totals of a minute, all of its instances together, that say which documents were written too often. */
  settled(): UsageTotals {
    const { written: _, ...stored } = this.toJSON();
    const settled = new UsageTotals(stored);
    for (const { collection, counts } of hotDocuments(this.written))
      settled.groups.hotDocument.add(collection, counts);
    return settled;
  }

  toJSON(): StoredTotals {
    return {
      groups: recordOf(GROUPS, (name) => [...this.groups[name].entries]),
      tops: recordOf(TOPS, (name) => {
        const { entries, missed } = this.tops[name];
        return { items: [...entries], missedReads: missed };
      }),
      latency: recordOf(STEPS, (name) => [...this.latency[name].entries]),
      written: [...this.written.entries],
    };
  }
}

function recordOf<Name extends string, T>(
  names: readonly Name[],
  make: (name: Name) => T,
): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;
}

/** An object that may have any of these, and whose others are left out. */
const someOf = <Name extends string, Schema extends z.ZodType>(
  names: readonly Name[],
  schema: Schema,
): z.ZodObject<Record<Name, z.ZodExactOptional<Schema>>> =>
  z.object(recordOf(names, () => z.exactOptional(schema)));

/** The form in which totals are stored; what a reader doesn't know of it is left out. */
export const storedTotals = z.lazy(() => {
  const counts = someOf(COUNTS, z.number());
  const items = z.array(z.tuple([z.string(), counts]).readonly());
  const top = z.object({ items, missedReads: z.number() });
  const buckets = z.array(z.tuple([z.number(), z.number()]).readonly());
  return z.object({
    groups: someOf(GROUPS, items),
    tops: someOf(TOPS, top),
    latency: someOf(STEPS, buckets),
    written: z.exactOptional(items),
  });
});

type StoredTotals = z.infer<typeof storedTotals>;
