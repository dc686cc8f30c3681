import type { Node } from "oxc-parser";
import { bindingValues } from "./binding.ts";
import { callOne } from "./call-one.ts";
import { findCallers } from "./find-callers.ts";
import type { KnownCaller, Evaluation } from "./evaluation.ts";
import { evaluateExpression } from "./expression.ts";
import { createFrames } from "./create-frames.ts";
import { importedValues } from "./imported.ts";
import { memberValues } from "./member.ts";
import type { SourceProject } from "./source-project.ts";
import { Remembering } from "./remembering.ts";
import { typedValues } from "./typed.ts";

/** An evaluation that is asked one thing after the other. */
export type Questioned = Evaluation & {
  /** Each question may take so many steps. */
  startQuestion(): void;
};

/** Evaluates a project on demand: the parts together, and what they found remembered. */
export function createEvaluation(project: SourceProject): Questioned {
  const callers = new Map<Node, readonly KnownCaller[]>();
  const memory = new Remembering((node, scope) => evaluateExpression(evaluation, node, scope));
  const evaluation: Questioned = {
    project,
    startQuestion: () => memory.startQuestion(),
    evaluate: (node, scope) => memory.evaluate(node, scope),
    frame: createFrames(),
    binding: (declaration, scope) => bindingValues(evaluation, declaration, scope),
    imported: (file, specifier, name) => importedValues(evaluation, { file, specifier, name }),
    member: (value, name) => memory.within(() => memberValues(evaluation, value, name)),
    call: (request) => memory.within(() => callOne(evaluation, request)),
    typed: (type, scope, name) => typedValues({ evaluation, scope, name, aliases: 0 }, type),
    callers: (fn, file) => {
      const known = callers.get(fn);
      if (known !== undefined) return known;
      const { found, isWhole } = memory.search(fn, () => findCallers(evaluation, fn, file));
      if (isWhole) callers.set(fn, found);
      return found;
    },
  };
  return evaluation;
}
