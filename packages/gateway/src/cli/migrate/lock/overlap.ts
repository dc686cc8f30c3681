import type { MatchSegment } from "../rules/syntax.ts";
import { ROOT, type LockedSegment } from "./locked-path.ts";

/** What a match's path and a locked collection's have in common. */
export interface Overlap {
  /**
   * Comparisons each of which no document of the collection passes: of a variable with the id that
   * stands in its place.
   */
  readonly exclusions: readonly string[];
  /** Where `{name=**}` stands in the path. */
  readonly rest?: number;
}

/**
 * Undefined where no document of the collection has such a path.
 *
 * @param version of the rules: in the first, `{name=**}` stands for one segment or more
 */
export function overlapOf(
  matched: readonly MatchSegment[],
  locked: readonly LockedSegment[],
  version: string,
): Overlap | undefined {
  const path = withoutHiddenNames(matched);
  const rest = path.findIndex((segment) => segment.kind === "variable" && segment.isRest);
  if (rest === -1) {
    const isAlike = path.length === locked.length && mayBe(path, locked);
    return isAlike ? { exclusions: exclusionsOf(path, locked) } : undefined;
  }
  const head = path.slice(0, rest);
  const tail = path.slice(rest + 1);
  const stoodFor = locked.length - rest - tail.length;
  if (stoodFor < leastOfRest(version)) return undefined;
  const end = locked.slice(rest + stoodFor);
  if (!mayBe(head, locked) || !mayBe(tail, end)) return undefined;
  return {
    exclusions: [...exclusionsOf(head, locked), ...exclusionsOf(tail, end, rest + stoodFor)],
    rest,
  };
}

/** For how many segments `{name=**}` stands at least. */
export function leastOfRest(version: string): 0 | 1 {
  return version === "2" ? 0 : 1;
}

function mayBe(path: readonly MatchSegment[], locked: readonly LockedSegment[]): boolean {
  return path.every((segment, index) => {
    const id = locked[index];
    return segment.kind === "variable" || id === null || segment.text === id;
  });
}

/** @param at where in a document's whole path the segments stand */
export function exclusionsOf(
  path: readonly MatchSegment[],
  locked: readonly LockedSegment[],
  at = 0,
): readonly string[] {
  return withoutHiddenNames(path).flatMap((segment, index) => {
    const id = locked[index];
    const isRoot = at + index < ROOT.length;
    if (isRoot || segment.kind === "literal" || typeof id !== "string") return [];
    return segment.name === HIDDEN ? [] : [`${segment.name} != ${quote(id)}`];
  });
}

/** The name of a variable that no condition can name. */
const HIDDEN = "";

/** The path in which the variables have no name that a later one has too: the name is the later's. */
function withoutHiddenNames(path: readonly MatchSegment[]): readonly MatchSegment[] {
  return path.map((segment, index) => {
    if (segment.kind === "literal") return segment;
    const isHidden = path
      .slice(index + 1)
      .some((later) => later.kind === "variable" && later.name === segment.name);
    return isHidden ? { ...segment, name: HIDDEN } : segment;
  });
}

/** A text as the rules language spells it. */
export function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
