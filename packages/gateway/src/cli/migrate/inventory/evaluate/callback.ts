import type { Node } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";
import type { PossibleReference, SnapshotValue, PossibleValue } from "../value/possible-value.ts";
import { argumentsOf, argumentValues } from "./argument-values.ts";
import { elementsOf } from "./elements.ts";
import type { Evaluation } from "./evaluation.ts";
import { openFrame } from "./open-frame.ts";
import { objectValues } from "./member-expression.ts";
import { keyName, nameOf, unwrap } from "./name-of.ts";

/** A parameter of a function that is handed over to be called. */
export interface CallbackRequest {
  readonly fn: Node;
  readonly index: number;
  readonly file: SourceFile;
}

/** What a function's parameter is, as whoever the function is handed to calls it. */
export function callbackValues(
  evaluation: Evaluation,
  { fn, index, file }: CallbackRequest,
): readonly PossibleValue[] {
  return handovers(fn, file).flatMap(({ call, position }) =>
    calledBack(evaluation, { call, position, index, file }),
  );
}

interface Handover {
  readonly call: Extract<Node, { type: "CallExpression" | "NewExpression" }>;
  readonly position: number;
}

/** The calls that have a function among their arguments, itself or by its name. */
function handovers(fn: Node, file: SourceFile): readonly Handover[] {
  const found: Handover[] = [];
  const look = (node: Node): void => {
    const parent = file.parents.get(node);
    if (parent?.type !== "CallExpression" && parent?.type !== "NewExpression") return;
    const position = parent.arguments.findIndex((argument) => argument === node);
    if (position >= 0) found.push({ call: parent, position });
  };
  look(fn);
  const name = declaredAs(fn, file);
  const declaration = name === undefined ? undefined : file.declarations.get(name);
  for (const reference of declaration === undefined
    ? []
    : (file.references.get(declaration) ?? [])) {
    look(reference);
  }
  return found;
}

function declaredAs(fn: Node, file: SourceFile): Node | undefined {
  if (fn.type === "FunctionDeclaration") return fn.id ?? undefined;
  const parent = file.parents.get(fn);
  if (parent?.type !== "VariableDeclarator") return undefined;
  return parent.id.type === "Identifier" ? parent.id : undefined;
}

interface CalledBack extends Handover {
  readonly index: number;
  readonly file: SourceFile;
}

function calledBack(evaluation: Evaluation, request: CalledBack): readonly PossibleValue[] {
  const { call, index, file } = request;
  const scope = { file, frame: undefined };
  const callee = unwrap(call.callee);
  if (callee.type === "MemberExpression") {
    const method = keyName(callee.property, callee.computed) ?? "";
    const receivers = objectValues(evaluation, callee.object, scope);
    const given = receivers.flatMap((receiver) =>
      byMethod({ receiver, method, index, name: nameOf(callee.object) }),
    );
    if (given.length > 0) return given;
  }
  return evaluation
    .evaluate(callee, scope)
    .flatMap((value) => byFunction(evaluation, value, request));
}

interface ByMethod {
  readonly receiver: PossibleValue;
  readonly method: string;
  readonly index: number;
  readonly name: string;
}

const ITERATES =
  /^(?:forEach|map|filter|find|findIndex|some|every|flatMap|findLast|sort|eachSeries|concurrent)$/;

function byMethod({ receiver, method, index, name }: ByMethod): readonly PossibleValue[] {
  const iterable = receiver.kind === "list" || receiver.kind === "snapshot";
  if (iterable && ITERATES.test(method)) {
    return index === 0 || method === "sort" ? elementsOf([receiver], name) : [];
  }
  if (receiver.kind === "list" && method.startsWith("reduce")) {
    return index === 1 ? receiver.any : [];
  }
  if (receiver.kind === "trigger" && receiver.path !== undefined && index === 0) {
    return triggered(receiver.path, /^on(?:Create|Delete)/.test(method) ? "document" : "change");
  }
  if (receiver.kind === "database" && method === "runTransaction" && index === 0) {
    return [{ kind: "writer", type: "transaction" }];
  }
  if (receiver.kind === "reference" && index === 0) return heard(receiver, method);
  const settled = receiver.kind !== "unknown" && receiver.kind !== "foreign";
  return method === "then" && index === 0 && settled ? [receiver] : [];
}

function triggered(
  path: PossibleReference["path"],
  type: SnapshotValue["type"],
): readonly PossibleValue[] {
  const of: PossibleReference = { kind: "reference", type: "document", path, group: false };
  return [{ kind: "snapshot", type, of }];
}

function heard(of: PossibleReference, method: string): readonly PossibleValue[] {
  if (method !== "onSnapshot" && method !== "then" && method !== "on") return [];
  if (method === "then") return [of];
  const type = of.type === "document" || method === "on" ? "document" : "query";
  return [{ kind: "snapshot", type, of }];
}

function byFunction(
  evaluation: Evaluation,
  value: PossibleValue,
  request: CalledBack,
): readonly PossibleValue[] {
  const { call, position, index, file } = request;
  const args = argumentsOf(call, { file, frame: undefined });
  if (value.kind === "function") {
    return byProject(evaluation, { value, args, position, index });
  }
  if (value.kind !== "sdkFunction" || index !== 0) return [];
  if (value.name === "runTransaction") return [{ kind: "writer", type: "transaction" }];
  const first = argumentValues(evaluation, { args, index: 0, rest: false });
  if (value.name === "onSnapshot") {
    return first.flatMap((of) => (of.kind === "reference" ? heard(of, "onSnapshot") : []));
  }
  if (!value.name.startsWith("onDocument")) return [];
  return first.flatMap((one) => {
    const paths = one.kind === "object" ? evaluation.member(one, "document") : [one];
    return paths.flatMap((path) => (path.kind === "text" ? triggered(path, "event") : []));
  });
}

interface ByProject {
  readonly value: Extract<PossibleValue, { kind: "function" }>;
  readonly args: ReturnType<typeof argumentsOf>;
  readonly position: number;
  readonly index: number;
}

/** A function of the project that calls its parameter gives what it calls it with. */
function byProject(evaluation: Evaluation, request: ByProject): readonly PossibleValue[] {
  const { value, args, position, index } = request;
  const parameter = value.node.params[position];
  if (parameter?.type !== "Identifier") return [];
  const declaration = value.file.declarations.get(parameter);
  if (declaration === undefined) return [];
  const { file } = value;
  const { thisValues } = value;
  const frame = evaluation.frame({ ...openFrame(value.node, value.frame), args, thisValues });
  return (file.references.get(declaration) ?? []).flatMap((reference) => {
    const call = file.parents.get(reference);
    if (call?.type === "CallExpression") {
      // The parameter may be handed on, to `runTransaction` for one.
      const handedOn = call.arguments.findIndex((argument) => argument === reference);
      if (handedOn >= 0) {
        return calledBack(evaluation, { call, position: handedOn, index, file });
      }
      if (call.callee !== reference) return [];
      const given = argumentsOf(call, { file, frame });
      return argumentValues(evaluation, { args: given, index, rest: false });
    }
    return [];
  });
}
