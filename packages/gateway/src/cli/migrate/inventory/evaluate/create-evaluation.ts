import type { Node } from "oxc-parser";
import { distinct, type Scope, type Value } from "../value/value.ts";
import { bindingValues } from "./binding.ts";
import { callOne } from "./call.ts";
import { findCallers } from "./callers.ts";
import type { Caller, Evaluation } from "./evaluation.ts";
import { evaluateExpression } from "./expression.ts";
import { importedValues } from "./imported.ts";
import { memberValues } from "./member.ts";
import { nameOf } from "./name-of.ts";
import type { Project } from "./project.ts";
import { typedValues } from "./typed.ts";

/** So many steps one question may take before its answer is "unknown". */
const MAX_STEPS = 60_000;
/** So deep may one evaluation lead to another. */
const MAX_DEPTH = 160;

/**
 * Evaluates a project on demand. An answer is remembered unless it came from within a cycle that
 * is still open: that one is not whole yet.
 */
export function createEvaluation(project: Project): Evaluation & { startQuestion(): void } {
  const remembered = new Map<Node, readonly Value[]>();
  const open = new Map<Node, Map<unknown, number>>();
  const callers = new Map<Node, readonly Caller[]>();
  const searched = new Set<Node>();
  let depth = 0;
  let steps = 0;
  let openedAt = Infinity;

  function evaluate(node: Node, scope: Scope): readonly Value[] {
    const memo = scope.frame?.memo ?? remembered;
    const known = memo.get(node);
    if (known !== undefined) return known;
    const frames = open.get(node) ?? new Map<unknown, number>();
    const again = frames.get(scope.frame);
    if (again !== undefined) {
      openedAt = Math.min(openedAt, again);
      return [];
    }
    if (depth >= MAX_DEPTH || ++steps > MAX_STEPS) {
      openedAt = 0;
      return [{ kind: "unknown", name: nameOf(node), reason: "it is too involved to follow" }];
    }
    open.set(node, frames.set(scope.frame, depth));
    depth += 1;
    const before = openedAt;
    openedAt = Infinity;
    const values = distinct(evaluateExpression(evaluation, node, scope));
    depth -= 1;
    frames.delete(scope.frame);
    if (openedAt >= depth) {
      memo.set(node, values);
      openedAt = before;
    } else openedAt = Math.min(openedAt, before);
    return values;
  }

  const evaluation: Evaluation & { startQuestion(): void } = {
    project,
    evaluate,
    startQuestion: () => {
      steps = 0;
      openedAt = Infinity;
    },
    binding: (declaration, scope) => bindingValues(evaluation, declaration, scope),
    imported: (file, specifier, name) => importedValues(evaluation, { file, specifier, name }),
    member: (value, name) => memberValues(evaluation, value, name),
    call: (request) => callOne(evaluation, request),
    typed: (type, scope, name) => typedValues({ evaluation, scope, name }, type),
    callers: (fn, file) => {
      const known = callers.get(fn);
      if (known !== undefined) return known;
      if (searched.has(fn)) {
        openedAt = 0;
        return [];
      }
      searched.add(fn);
      const found = findCallers(evaluation, fn, file);
      searched.delete(fn);
      callers.set(fn, found);
      return found;
    },
  };
  return evaluation;
}
