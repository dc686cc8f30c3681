import type { MatchBlock, MatchSegment, RulesFile } from "./syntax.ts";

/** A match with those around it. */
export interface NestedMatch {
  /** From the outermost to the match itself. */
  readonly blocks: readonly MatchBlock[];
  /** The paths of all of them, one behind the other. */
  readonly path: readonly MatchSegment[];
}

/** Every match of Cloud Firestore's rules, those around before those within. */
export function nestedMatches({ services }: RulesFile): readonly NestedMatch[] {
  return services
    .filter(({ name }) => name === "cloud.firestore")
    .flatMap(({ matches }) => matches.flatMap((block) => within([], block)));
}

function within(around: readonly MatchBlock[], block: MatchBlock): readonly NestedMatch[] {
  const blocks = [...around, block];
  const path = blocks.flatMap((each) => each.path);
  return [{ blocks, path }, ...block.matches.flatMap((inner) => within(blocks, inner))];
}
