import type { ShadowReport } from "../../../api/shadow-report.ts";
import { isSameCollection } from "./same-collection.ts";

/** What a service's shadow has reported of a collection. */
export interface ComparedReads {
  readonly equal: number;
  readonly different: number;
  readonly unsettled: number;
  readonly skipped: number;
  /** When the last report was made. */
  readonly lastAt: string;
}

/** The service and the collection, and the day from which reports count. */
export interface ComparedUse {
  readonly service: string;
  readonly collection: string;
  readonly since: string;
}

/** Undefined where the shadow has reported nothing of it since. */
export function comparedReads(
  lines: readonly ShadowReport[],
  { service, collection, since }: ComparedUse,
): ComparedReads | undefined {
  const own = lines.filter((line) => {
    const named = line.shadow === "compared" ? [line.collection] : line.collections;
    return (
      line.service === service &&
      line.at >= since &&
      named.some((one) => isSameCollection(one, collection))
    );
  });
  if (own.length === 0) return undefined;
  const counts = own.filter((line) => line.shadow === "compared");
  const sum = (kind: "equal" | "different" | "unsettled" | "skipped"): number =>
    counts.reduce((total, line) => total + line[kind], 0);
  const told = own.filter((line) => line.shadow === "difference").length;
  return {
    equal: sum("equal"),
    // Differences are told at once, and counted once a minute.
    different: Math.max(sum("different"), told),
    unsettled: sum("unsettled"),
    skipped: sum("skipped"),
    lastAt: own.map(({ at }) => at).reduce((last, at) => (at > last ? at : last)),
  };
}

/** What reads differed by, counted. */
export interface FoundDifference {
  readonly collection: string;
  readonly service: string;
  readonly kind: string;
  /** The field's path, or the error's code. */
  readonly field?: string;
  readonly count: number;
  readonly lastAt: string;
}

/** The differences of all reports by what they are, the most frequent first. */
export function foundDifferences(lines: readonly ShadowReport[]): readonly FoundDifference[] {
  const found = new Map<string, FoundDifference>();
  for (const line of lines) {
    if (line.shadow !== "difference") continue;
    const { service, at } = line;
    const collection = line.collections.join(", ");
    for (const { kind, field, gateway } of line.differences) {
      const what = kind === "error" ? gateway : field;
      const key = JSON.stringify([collection, service, kind, what]);
      const known = found.get(key);
      const lastAt = known === undefined || at > known.lastAt ? at : known.lastAt;
      const named = { collection, service, kind, ...(what !== undefined && { field: what }) };
      found.set(key, { ...named, count: (known?.count ?? 0) + 1, lastAt });
    }
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count);
}
