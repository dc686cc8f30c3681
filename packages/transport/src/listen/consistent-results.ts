import type { TargetResult } from "./target-result.ts";

/** A target, what the SDK has of it, and what it may be told next. */
export interface TellableTarget {
  /** The name of the document that it is; undefined for a query. */
  readonly document: string | undefined;
  /** The result that the SDK takes for current; undefined where it takes none. */
  readonly told: TargetResult | undefined;
  /** The results after that, in the order in which they came. */
  readonly later: readonly TargetResult[];
}

export interface ConsistentResults<Target> {
  /** What each target is to be told next; none of those that have to wait. */
  readonly results: ReadonlyMap<Target, TargetResult>;
  /** The targets for whose next result others wait. */
  readonly behind: ReadonlySet<Target>;
}

interface Conflict<Target> {
  readonly older: Target;
  readonly newer: Target;
}

/**
 * The latest results of targets that may be told together. The SDK computes the documents of every
 * query from one cache, where a document has one version: so none is told that another target, which
 * the SDK takes for current, has in another version. Who is ahead waits for who is behind; but who
 * has told nothing yet keeps nobody waiting.
 */
export function consistentResults<Target extends TellableTarget>(
  targets: readonly Target[],
): ConsistentResults<Target> {
  /** How many of its later results each is told. */
  const counts = new Map(targets.map((target) => [target, target.later.length]));
  const behind = new Set<Target>();
  const countOf = (target: Target) => counts.get(target) ?? 0;
  const resultOf = (target: Target) => target.later[countOf(target) - 1] ?? target.told;
  for (;;) {
    const conflict = conflictOf(targets, resultOf);
    if (conflict === undefined) break;
    const { older, newer } = conflict;
    const mayWait = older.told !== undefined && countOf(newer) > 0;
    if (mayWait && countOf(older) === older.later.length) behind.add(older);
    const held = mayWait ? newer : older;
    counts.set(held, countOf(held) - 1);
  }
  const told = targets.filter((target) => countOf(target) > 0);
  const results = told.map((target) => [target, resultOf(target) as TargetResult] as const);
  return { results: new Map(results), behind };
}

/** Two targets one of which has another version of a document; what was told before has none. */
function conflictOf<Target extends TellableTarget>(
  targets: readonly Target[],
  resultOf: (target: Target) => TargetResult | undefined,
): Conflict<Target> | undefined {
  for (const target of targets) {
    const result = resultOf(target);
    if (result === undefined || result === target.told) continue;
    for (const [name, own] of newVersions(target, result)) {
      for (const other of targets) {
        const its = other === target ? undefined : versionOf(other, resultOf(other), name);
        if (its === undefined || isSame(own, its)) continue;
        const isOlder = isBefore(own, its);
        const [older, newer] = isOlder ? [target, other] : [other, target];
        // Of what is not known as a whole is not known either what it waits for.
        if (resultOf(older)?.isWhole === true) return { older, newer };
      }
    }
  }
  return undefined;
}

/** A document as a result has it. */
interface ResultVersion {
  /** The update time; where it is missing, the time at which it was. */
  readonly time: string;
  readonly isMissing: boolean;
}

/** Of the documents of a result those that are not told yet, by their names. */
function newVersions(
  target: TellableTarget,
  result: TargetResult,
): readonly (readonly [string, ResultVersion])[] {
  const { document, told } = target;
  const names = document === undefined ? result.documents.keys() : [document];
  return Array.from(names).flatMap((name) => {
    const version = versionOf(target, result, name);
    const known = versionOf(target, told, name);
    if (version === undefined || (known !== undefined && isSame(version, known))) return [];
    return [[name, version] as const];
  });
}

/** Undefined where the result tells nothing of the document. */
function versionOf(
  { document }: TellableTarget,
  result: TargetResult | undefined,
  name: string,
): ResultVersion | undefined {
  const message = result?.documents.get(name);
  if (message) return { time: message.updateTime, isMissing: false };
  const isMissing = document === name && result?.documents.size === 0;
  return isMissing ? { time: result.readTime, isMissing } : undefined;
}

function isSame(one: ResultVersion, other: ResultVersion): boolean {
  return one.isMissing === other.isMissing && (one.isMissing || one.time === other.time);
}

function isBefore(one: ResultVersion, other: ResultVersion): boolean {
  return one.time < other.time;
}
