import type { Target } from "../target.ts";
import { spreadOf, type Spread } from "./spread.ts";

/** One row: a figure of each contender, and what the last one's comes to against the others'. */
export interface Comparison {
  readonly title: string;
  readonly figures: Readonly<Record<string, Spread>>;
  /** By the contender that the last one is divided by. */
  readonly ratios: Readonly<Record<string, Ratio>>;
}

export interface Ratio extends Spread {
  readonly target?: Target | undefined;
}

/** By the contender that the last one is divided by; none has to be there. */
export type Targets = Readonly<Record<string, Target>>;

export interface ComparedRounds {
  readonly title: string;
  /** Each round has a figure of each contender, in the same order, the one in question last. */
  readonly rounds: readonly Readonly<Record<string, number>>[];
  readonly targets?: Targets | undefined;
}

/**
 * Figures are divided round by round: what slowed the machine down in one has slowed all of it.
 *
 * @throws RangeError where there are no rounds
 */
export function compare({ title, rounds, targets = {} }: ComparedRounds): Comparison {
  const names = Object.keys(rounds[0] ?? {});
  const subject = names.at(-1) ?? "";
  const figuresOf = (name: string) => rounds.map((round) => round[name] ?? NaN);
  const ratioTo = (other: string): Ratio => ({
    ...spreadOf(rounds.map((round) => (round[subject] ?? NaN) / (round[other] ?? NaN))),
    target: targets[other],
  });
  return {
    title,
    figures: Object.fromEntries(names.map((name) => [name, spreadOf(figuresOf(name))])),
    ratios: Object.fromEntries(names.slice(0, -1).map((other) => [other, ratioTo(other)])),
  };
}
