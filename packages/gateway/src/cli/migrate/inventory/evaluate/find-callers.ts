import type { Node } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";
import type { ClassValue, CallFrame, PossibleValue } from "../value/possible-value.ts";
import { argumentsOf } from "./argument-values.ts";
import { isCommonName } from "./common-name.ts";
import { constructorOf } from "./constructor-of.ts";
import type { KnownCaller, Evaluation } from "./evaluation.ts";
import { openFrame } from "./open-frame.ts";
import { namesOf } from "./function-name.ts";
import { objectValues } from "./member-expression.ts";
import { unwrap } from "./name-of.ts";
import type { CallSite } from "./source-project.ts";

/** So many callers of one function are followed. */
const MAX_CALLERS = 200;

/** Finds the calls that enter a function: those of its names whose callee may be it. */
export function findCallers(
  evaluation: Evaluation,
  fn: Node,
  file: SourceFile,
): readonly KnownCaller[] {
  const names = namesOf(fn, file, evaluation.project);
  const callers: KnownCaller[] = [];
  const isConstructor = constructedBy(fn, file) !== undefined;
  const candidates = isConstructor ? [...names, "super"] : [...names];
  for (const name of candidates) {
    for (const site of evaluation.project.callsNamed(name)) {
      if (callers.length >= MAX_CALLERS) return callers;
      const caller = isConstructor
        ? construction(evaluation, { fn, file, site })
        : callOf(evaluation, { fn, site, name });
      if (caller !== undefined) callers.push(caller);
    }
  }
  return callers;
}

function callOf(
  evaluation: Evaluation,
  { fn, site, name }: { fn: Node; site: CallSite; name: string },
): KnownCaller | undefined {
  const scope = { file: site.file, frame: undefined };
  const called = site.node.type === "JSXOpeningElement" ? site.node.name : site.node.callee;
  const values = evaluation.evaluate(unwrap(called), scope);
  const match = values.find((value) => value.kind === "function" && value.node === fn);
  if (match?.kind === "function") return enter(evaluation, site, match);
  if (values.some(({ kind }) => kind !== "unknown")) return undefined;
  return byName(evaluation, { fn, site, name });
}

/** A method of an object that can't be known is taken for the only one of that name. */
function byName(
  evaluation: Evaluation,
  { fn, site, name }: { fn: Node; site: CallSite; name: string },
): KnownCaller | undefined {
  if (site.node.type === "JSXOpeningElement" || isCommonName(name)) return undefined;
  const callee = unwrap(site.node.callee);
  if (callee.type !== "MemberExpression") return undefined;
  const [only, other] = evaluation.project.functionsNamed(name);
  if (only?.node !== fn || other !== undefined) return undefined;
  const scope = { file: site.file, frame: undefined };
  const receiver = objectValues(evaluation, callee.object, scope);
  if (receiver.some(({ kind }) => kind !== "unknown")) return undefined;
  return enter(evaluation, site, { frame: undefined, thisValues: undefined, node: fn });
}

interface Entered {
  readonly node: Node;
  readonly frame: CallFrame | undefined;
  readonly thisValues: readonly PossibleValue[] | undefined;
}

function enter(
  evaluation: Evaluation,
  { node, file }: CallSite,
  { node: fn, frame: outer, thisValues }: Entered,
): KnownCaller {
  const args = argumentsOf(node, { file, frame: undefined });
  return { node, file, frame: evaluation.frame({ ...openFrame(fn, outer), args, thisValues }) };
}

/** The class whose constructor a function is. */
function constructedBy(fn: Node, file: SourceFile): ClassValue | undefined {
  const method = file.parents.get(fn);
  if (method?.type !== "MethodDefinition" || method.kind !== "constructor") return undefined;
  const body = file.parents.get(method);
  const node = body === undefined ? undefined : file.parents.get(body);
  if (node?.type !== "ClassDeclaration" && node?.type !== "ClassExpression") return undefined;
  return { kind: "class", node, file, frame: undefined };
}

/** `new Type(…)` of the class or of one that extends it without a constructor, or `super(…)`. */
function construction(
  evaluation: Evaluation,
  { fn, file, site }: { fn: Node; file: SourceFile; site: CallSite },
): KnownCaller | undefined {
  const of = constructedBy(fn, file);
  const scope = { file: site.file, frame: undefined };
  if (of === undefined || site.node.type === "JSXOpeningElement") return undefined;
  const callee = unwrap(site.node.callee);
  const called =
    callee.type === "Super" ? baseAround(evaluation, site) : evaluation.evaluate(callee, scope);
  const constructs = called.some((value) => {
    let at = value.kind === "class" ? value : undefined;
    while (at !== undefined && at.node !== of.node && constructorOf(at) === undefined) {
      at = baseOf(evaluation, at);
    }
    return at?.node === of.node;
  });
  const self = { kind: "instance", of, args: argumentsOf(site.node, scope) } as const;
  if (!constructs) return undefined;
  return enter(evaluation, site, { node: fn, frame: undefined, thisValues: [self] });
}

function baseAround(evaluation: Evaluation, site: CallSite): readonly PossibleValue[] {
  let at: Node | undefined = site.node;
  while (at !== undefined && at.type !== "ClassDeclaration" && at.type !== "ClassExpression") {
    at = site.file.parents.get(at);
  }
  if (at === undefined) return [];
  const base = baseOf(evaluation, { kind: "class", node: at, file: site.file, frame: undefined });
  return base === undefined ? [] : [base];
}

function baseOf(evaluation: Evaluation, of: ClassValue): ClassValue | undefined {
  const base = "superClass" in of.node ? of.node.superClass : null;
  if (base === null) return undefined;
  const scope = { file: of.file, frame: undefined };
  const found = evaluation.evaluate(base, scope).find(({ kind }) => kind === "class");
  return found?.kind === "class" ? found : undefined;
}
