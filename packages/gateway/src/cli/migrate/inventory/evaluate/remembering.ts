import type { Node } from "oxc-parser";
import {
  distinct,
  type FrameAnswers,
  type EvaluationScope,
  type PossibleValue,
} from "../value/possible-value.ts";
import { emptyAnswers } from "./create-frames.ts";
import { nameOf } from "./name-of.ts";

/** So many steps one question may take before its answer is "unknown". */
const MAX_STEPS = 20_000;
/**
 * After so many steps of one question what is found in cycles stays as it is: it may lack a value,
 * and the time stays within bounds.
 */
const PATIENCE = 3000;
/** What was found before that is still put to use, for so many steps more. */
const MAX_STEPS_OF_USE = 2 * MAX_STEPS;
/** So many members and calls may lead into one another: an object may be spread into itself. */
const MAX_NESTED = 48;
/** So deep may one evaluation lead to another. */
const MAX_DEPTH = 160;

/**
 * Evaluates each expression once for each frame. What was found within a cycle that is still open
 * is kept until the expression that closes it is done, and then found anew.
 */
export class Remembering {
  readonly #evaluate: (node: Node, scope: EvaluationScope) => readonly PossibleValue[];
  readonly #anywhere = emptyAnswers();
  readonly #searches = new Map<Node, number>();
  readonly #kept: { readonly answers: FrameAnswers; readonly node: Node }[] = [];
  #depth = 0;
  #steps = 0;
  #nested = 0;
  /** The least deep evaluation, still under way, that the present answer leaves something out of. */
  #openedAt = Infinity;

  constructor(evaluate: (node: Node, scope: EvaluationScope) => readonly PossibleValue[]) {
    this.#evaluate = evaluate;
  }

  startQuestion(): void {
    this.#steps = 0;
    this.#nested = 0;
    this.#openedAt = Infinity;
    this.#forgetSince(0);
  }

  evaluate(node: Node, scope: EvaluationScope): readonly PossibleValue[] {
    const answers = scope.frame?.answers ?? this.#anywhere;
    const known = answers.values.get(node);
    if (known !== undefined) {
      this.#openedAt = Math.min(this.#openedAt, answers.open.get(node) ?? Infinity);
      return known;
    }
    this.#steps += 1;
    if (this.#depth >= MAX_DEPTH || this.#steps > MAX_STEPS) {
      this.#openedAt = -1;
      return [{ kind: "unknown", name: nameOf(node), reason: "it is too involved to follow" }];
    }
    const before = { openedAt: this.#openedAt, kept: this.#kept.length };
    answers.values.set(node, []);
    answers.open.set(node, this.#depth);
    this.#openedAt = Infinity;
    this.#depth += 1;
    const values = distinct(this.#evaluate(node, scope));
    this.#depth -= 1;
    answers.values.set(node, values);
    if (this.#isWhole(this.#depth)) {
      answers.open.delete(node);
      this.#forgetSince(before.kept);
      this.#openedAt = before.openedAt;
    } else {
      answers.open.set(node, this.#openedAt);
      this.#kept.push({ answers, node });
      this.#openedAt = Math.min(this.#openedAt, before.openedAt);
    }
    return values;
  }

  /** A step that no expression stands for. */
  within(find: () => readonly PossibleValue[]): readonly PossibleValue[] {
    this.#steps += 1;
    if (this.#nested >= MAX_NESTED || this.#steps > MAX_STEPS_OF_USE) return [];
    this.#nested += 1;
    const values = find();
    this.#nested -= 1;
    return values;
  }

  /** A search that may come upon itself: then it finds nothing there, and is not whole. */
  search<T>(key: Node, find: () => readonly T[]): { found: readonly T[]; isWhole: boolean } {
    const searchedAt = this.#searches.get(key);
    if (searchedAt !== undefined) {
      this.#openedAt = Math.min(this.#openedAt, searchedAt);
      return { found: [], isWhole: false };
    }
    this.#searches.set(key, this.#depth - 1);
    const before = this.#openedAt;
    this.#openedAt = Infinity;
    const found = find();
    this.#searches.delete(key);
    const isWhole = this.#isWhole(this.#depth - 1);
    this.#openedAt = Math.min(this.#openedAt, before);
    return { found, isWhole };
  }

  #isWhole(depth: number): boolean {
    return this.#openedAt >= depth || this.#steps > PATIENCE;
  }

  #forgetSince(length: number): void {
    for (const { answers, node } of this.#kept.splice(length)) {
      answers.values.delete(node);
      answers.open.delete(node);
    }
  }
}
