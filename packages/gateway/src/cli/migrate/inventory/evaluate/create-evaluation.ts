import type { Node } from "oxc-parser";
import { distinct, type Answers, type Scope, type Value } from "../value/value.ts";
import { bindingValues } from "./binding.ts";
import { callOne } from "./call.ts";
import { findCallers } from "./callers.ts";
import type { Caller, Evaluation } from "./evaluation.ts";
import { evaluateExpression } from "./expression.ts";
import { createFrames, emptyAnswers } from "./frames.ts";
import { importedValues } from "./imported.ts";
import { memberValues } from "./member.ts";
import { nameOf } from "./name-of.ts";
import type { Project } from "./project.ts";
import { typedValues } from "./typed.ts";

/** So many steps one question may take before its answer is "unknown". */
const MAX_STEPS = 20_000;
/**
 * After so many steps of one question what is found in cycles stays as it is: it may lack a value,
 * and the time stays within bounds.
 */
const PATIENCE = 3000;
/** So many members may be looked for to find one. */
const MAX_MEMBERS = 16;
/** So deep may one evaluation lead to another. */
const MAX_DEPTH = 160;

/**
 * Evaluates a project on demand, each expression once for each frame. What was found within a cycle
 * that is still open is kept until the expression that closes it is done, and then found anew.
 */
export function createEvaluation(project: Project): Evaluation & { startQuestion(): void } {
  const anywhere = emptyAnswers();
  const callers = new Map<Node, readonly Caller[]>();
  const searches = new Map<Node, number>();
  const kept: { readonly answers: Answers; readonly node: Node }[] = [];
  let depth = 0;
  let steps = 0;
  let members = 0;
  /** The least deep evaluation, still under way, that the present answer leaves something out of. */
  let openedAt = Infinity;

  function evaluate(node: Node, scope: Scope): readonly Value[] {
    const answers = scope.frame?.answers ?? anywhere;
    const known = answers.values.get(node);
    if (known !== undefined) {
      openedAt = Math.min(openedAt, answers.open.get(node) ?? Infinity);
      return known;
    }
    if (depth >= MAX_DEPTH || ++steps > MAX_STEPS) {
      openedAt = -1;
      return [{ kind: "unknown", name: nameOf(node), reason: "it is too involved to follow" }];
    }
    answers.values.set(node, []);
    answers.open.set(node, depth);
    const before = { openedAt, kept: kept.length };
    openedAt = Infinity;
    depth += 1;
    const values = distinct(evaluateExpression(evaluation, node, scope));
    depth -= 1;
    answers.values.set(node, values);
    if (openedAt >= depth || steps > PATIENCE) {
      answers.open.delete(node);
      forgetSince(before.kept);
      openedAt = before.openedAt;
    } else {
      answers.open.set(node, openedAt);
      kept.push({ answers, node });
      openedAt = Math.min(openedAt, before.openedAt);
    }
    return values;
  }

  function forgetSince(length: number): void {
    for (const { answers, node } of kept.splice(length)) {
      answers.values.delete(node);
      answers.open.delete(node);
    }
  }

  const evaluation: Evaluation & { startQuestion(): void } = {
    project,
    evaluate,
    frame: createFrames(),
    startQuestion: () => {
      steps = 0;
      members = 0;
      openedAt = Infinity;
      forgetSince(0);
    },
    binding: (declaration, scope) => bindingValues(evaluation, declaration, scope),
    imported: (file, specifier, name) => importedValues(evaluation, { file, specifier, name }),
    member: (value, name) => {
      // An object may be spread into itself, by way of a variable.
      if (members >= MAX_MEMBERS || ++steps > MAX_STEPS) return [];
      members += 1;
      const values = memberValues(evaluation, value, name);
      members -= 1;
      return values;
    },
    call: (request) => (++steps > MAX_STEPS ? [] : callOne(evaluation, request)),
    typed: (type, scope, name) => typedValues({ evaluation, scope, name, aliases: 0 }, type),
    callers: (fn, file) => {
      const known = callers.get(fn);
      if (known !== undefined) return known;
      const searchedAt = searches.get(fn);
      if (searchedAt !== undefined) {
        openedAt = Math.min(openedAt, searchedAt);
        return [];
      }
      searches.set(fn, depth - 1);
      const before = openedAt;
      openedAt = Infinity;
      const found = findCallers(evaluation, fn, file);
      searches.delete(fn);
      if (openedAt >= depth - 1 || steps > PATIENCE) callers.set(fn, found);
      openedAt = Math.min(openedAt, before);
      return found;
    },
  };
  return evaluation;
}
