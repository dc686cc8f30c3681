import type { ShadowDifference } from "../api/shadow-report.ts";
import { answerKey, type Answer } from "./answer.ts";
import { certainDifferences, differencesOf } from "./differences.ts";

/** One read, to be asked of either side. A failure is an answer too. */
export interface Sides {
  direct(): Promise<Answer>;
  gateway(): Promise<Answer>;
}

export interface AnswerPair {
  readonly direct: Answer;
  readonly gateway: Answer;
}

export interface SettleOptions {
  /** How old an answer of either side may be, in milliseconds. */
  readonly staleMs: number;
  readonly wait: (ms: number) => Promise<void>;
}

export type ComparisonOutcome =
  | { readonly kind: "equal" | "unsettled" }
  | { readonly kind: "different"; readonly differences: readonly ShadowDifference[] };

const ATTEMPTS = 4;
const FIRST_WAIT_MS = 100;

/** An aggregate has no versions: that so many answers are alike by chance is as good as excluded. */
const AGGREGATE_ROUNDS = 8;

/**
 * Tells a difference from a write that came between two reads. Both sides are asked in turn, direct,
 * gateway, direct, gateway, each after the other has answered. If both answer as they did before, of
 * the same versions, then nothing of what they answered was written meanwhile, so that each should
 * have answered as the other. A difference in one version of a document needs no such proof.
 */
export async function settle(
  first: AnswerPair,
  sides: Sides,
  options: SettleOptions,
): Promise<ComparisonOutcome> {
  const certain = certainDifferences(first.direct, first.gateway);
  if (certain.length > 0) return { kind: "different", differences: certain };
  if (differencesOf(first.direct, first.gateway).length === 0) return { kind: "equal" };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const outcome = await askInTurn(sides, options);
    if (outcome !== undefined) return outcome;
    await options.wait(FIRST_WAIT_MS * 3 ** attempt);
  }
  return { kind: "unsettled" };
}

/** Undefined where something was written meanwhile. */
async function askInTurn(
  sides: Sides,
  options: SettleOptions,
): Promise<ComparisonOutcome | undefined> {
  const first = await askOnce(sides, options);
  const differences = differencesOf(first.direct, first.gateway);
  if (differences.length === 0) return { kind: "equal" };
  const certain = certainDifferences(first.direct, first.gateway);
  if (certain.length > 0) return { kind: "different", differences: certain };
  const keys = keyOf(first);
  const isAggregate = first.direct.kind === "aggregates" && first.gateway.kind === "aggregates";
  for (let round = 0; round < (isAggregate ? AGGREGATE_ROUNDS : 1); round++) {
    if (keyOf(await askOnce(sides, options)) !== keys) return undefined;
  }
  return { kind: "different", differences };
}

async function askOnce(sides: Sides, { staleMs, wait }: SettleOptions): Promise<AnswerPair> {
  if (staleMs > 0) await wait(staleMs);
  const direct = await sides.direct();
  if (staleMs > 0) await wait(staleMs);
  return { direct, gateway: await sides.gateway() };
}

function keyOf({ direct, gateway }: AnswerPair): string {
  return answerKey(direct) + answerKey(gateway);
}
