import type { Node } from "oxc-parser";
import { argumentsOf, expand } from "../evaluate/argument-values.ts";
import { elementsOf } from "../evaluate/elements.ts";
import type { KnownCaller, Evaluation } from "../evaluate/evaluation.ts";
import { objectValues } from "../evaluate/member-expression.ts";
import { nameOf, unwrap } from "../evaluate/name-of.ts";
import { moduleName } from "../evaluate/source-project.ts";
import { notKnown } from "../evaluate/text-of.ts";
import { functionOperation, methodOperation, type OperationName } from "../sdk/operation.ts";
import { mayBeFirestore } from "../sdk/sdk-module.ts";
import type { SourceFile } from "../source/source-file.ts";
import { varying } from "../value/text.ts";
import type {
  Argument,
  PossibleReference,
  PossibleValue,
  WriterValue,
} from "../value/possible-value.ts";
import { configuredReferences } from "./query-config.ts";

/** A place of access, before it is put into words. */
export interface FoundAccess {
  readonly node: Node;
  /** Where the operation's own name starts. */
  readonly offset: number;
  readonly touches: readonly Touch[];
}

/** An operation, and what it is on. */
export interface Touch {
  readonly operation: OperationName;
  readonly of: PossibleReference;
  readonly within?: WriterValue["type"];
  /** The call of the function it stands in that makes it so. */
  readonly caller?: KnownCaller;
}

/** A method called on what its receiver may be. */
export interface MethodRequest {
  readonly receivers: readonly PossibleValue[];
  readonly method: string;
  readonly args: readonly Argument[];
  /** The receiver's name. */
  readonly name: string;
}

/** What a method does to the database, for each thing that its receiver may be. */
export function methodTouches(evaluation: Evaluation, request: MethodRequest): readonly Touch[] {
  const { receivers, method, name } = request;
  const touches = receivers.flatMap((receiver) => touchesBy(evaluation, receiver, request));
  if (touches.length > 0 || !receivers.every(isOpen)) return touches;
  if (method !== "onSnapshot") return looseTouches(evaluation, request);
  const [receiver] = receivers;
  const reason = receiver?.kind === "unknown" ? receiver.reason : notKnown(name);
  return [{ operation: "listen", of: unknownReference(name, reason) }];
}

function isOpen(value: PossibleValue): boolean {
  return value.kind === "unknown" || (value.kind === "foreign" && mayBeFirestore(value.source));
}

const TRANSACTION_NAME = /^t(?:x|r?x|ransaction|ran)?$/i;
const CACHE_NAME = /map|cache|set$|storage/i;

/** What nothing is known of is a writer if it writes documents by their references. */
function looseTouches(
  evaluation: Evaluation,
  { method, args, name }: MethodRequest,
): readonly Touch[] {
  const isTransaction = TRANSACTION_NAME.test(name);
  const writes = methodOperation("writer", method) !== undefined && !CACHE_NAME.test(name);
  if (!writes && !(isTransaction && method === "get")) return [];
  const [first = []] = expand(evaluation, args.slice(0, 1));
  const references = first.filter((value) => value.kind === "reference");
  if (references.length === 0 || (writes && !references.every(isDocument))) return [];
  const type = isTransaction ? "transaction" : /bulk|writer/i.test(name) ? "bulkWriter" : "batch";
  return writerTouches(evaluation, { kind: "writer", type }, { method, args });
}

function isDocument(reference: PossibleReference): boolean {
  return reference.type === "document";
}

function touchesBy(
  evaluation: Evaluation,
  receiver: PossibleValue,
  { method, args }: MethodRequest,
): readonly Touch[] {
  switch (receiver.kind) {
    case "reference": {
      const operation = methodOperation(receiver.type, method);
      return operation === undefined ? [] : [{ operation, of: receiver }];
    }
    case "writer":
      return writerTouches(evaluation, receiver, { method, args });
    case "database": {
      const operation = methodOperation("database", method);
      if (operation === undefined) return configuredTouches(evaluation, method, args);
      const of = referencesIn(evaluation, args);
      return of.map((reference) => ({ operation, of: reference }));
    }
    default:
      return [];
  }
}

function writerTouches(
  evaluation: Evaluation,
  { type: within }: WriterValue,
  { method, args }: Pick<MethodRequest, "method" | "args">,
): readonly Touch[] {
  if (method === "get" || method === "getAll") {
    if (within !== "transaction") return [];
    const given = referencesIn(evaluation, method === "get" ? args.slice(0, 1) : args);
    return given.map((of) => ({
      operation: method === "getAll" ? "getAll" : of.type === "document" ? "get" : "query",
      of,
      within,
    }));
  }
  const operation = methodOperation("writer", method);
  if (operation === undefined) return [];
  return referencesIn(evaluation, args.slice(0, 1)).map((of) => ({ operation, of, within }));
}

/** The references among arguments; one that varies where none could be found. */
function referencesIn(
  evaluation: Evaluation,
  args: readonly Argument[],
): readonly PossibleReference[] {
  const values = expand(evaluation, args).flatMap((given) => given.flatMap(opened));
  const references = values.filter((value) => value.kind === "reference");
  if (references.length > 0) return references;
  const [first] = args;
  const name = first !== undefined && "node" in first ? nameOf(first.node) : "database";
  const unknown = values.find((value) => value.kind === "unknown");
  const reason = unknown?.kind === "unknown" ? unknown.reason : notKnown(name);
  return [unknownReference(name, first === undefined ? "it is all of the database" : reason)];
}

/** What a list or a cell holds. */
function opened(value: PossibleValue): readonly PossibleValue[] {
  if (value.kind === "list") return value.any.flatMap(opened);
  return value.kind === "cell" ? value.values.flatMap(opened) : [value];
}

function unknownReference(name: string, reason: string): PossibleReference {
  return { kind: "reference", type: "document", path: varying(name, reason), group: false };
}

/** What a function of the SDK does to the database. */
export function functionTouches(
  evaluation: Evaluation,
  callee: PossibleValue,
  args: readonly Argument[],
): readonly Touch[] {
  if (callee.kind === "method") {
    const request = { receivers: [callee.receiver], method: callee.name, args, name: "value" };
    return methodTouches(evaluation, request);
  }
  if (callee.kind === "unknown") return byNameAlone(evaluation, callee.name, args);
  if (callee.kind !== "sdkFunction") return [];
  const { name } = callee;
  if (/^(?:useFirestoreConnect|firestoreConnect)$/.test(name)) {
    return configuredReferences(evaluation, args[0]).map((of) => ({ operation: "listen", of }));
  }
  // VueUse's listens to what it is given; VueFire's and reactfire's are the database.
  if (name === "useFirestore") {
    const given = expand(evaluation, args.slice(0, 1)).flat();
    const of = given.flatMap(opened).filter((value) => value.kind === "reference");
    return of.map((reference) => ({ operation: "listen", of: reference }));
  }
  const operation = functionOperation(name);
  if (operation === undefined) return [];
  // sveltefire's stores take the database first, react-query's hooks the key.
  const second = /Store$|^useFirestore(?:Query|Document)/.test(name);
  const subject = second ? args.slice(1, 2) : args.slice(0, 1);
  return referencesIn(evaluation, called(evaluation, subject)).map((of) => ({ operation, of }));
}

/** vuexfire's and VueFire's functions that keep a property as a reference is, given second. */
const BINDS = /^(?:bindFirestoreRef|bindFirebaseRef|\$?bind|\$firestoreBind)$/;

/** A function that can't be found is the SDK's if its name is, and its argument a reference. */
function byNameAlone(
  evaluation: Evaluation,
  name: string,
  args: readonly Argument[],
): readonly Touch[] {
  const binds = BINDS.test(name);
  const operation = binds ? "listen" : functionOperation(name);
  if (operation === undefined) return [];
  const subject = binds ? args.slice(1, 2) : args.slice(0, 1);
  const [first = []] = expand(evaluation, called(evaluation, subject));
  const references = first.flatMap(opened).filter((value) => value.kind === "reference");
  return references.map((of) => ({ operation, of }));
}

/** Hooks take functions that give the reference, too. */
function called(evaluation: Evaluation, args: readonly Argument[]): readonly Argument[] {
  const [first] = args;
  if (first === undefined || !("node" in first)) return args;
  const values = evaluation.evaluate(first.node, first.scope);
  if (!values.some(({ kind }) => kind === "function")) return args;
  const { scope } = first;
  return [
    {
      values: values.flatMap((callee) =>
        evaluation.call({ callee, args: [], scope, name: nameOf(first.node) }),
      ),
    },
  ];
}

const CONFIGURED: Readonly<Record<string, OperationName>> = {
  get: "get",
  add: "create",
  set: "set",
  update: "update",
  delete: "delete",
  onSnapshot: "listen",
};

/** redux-firestore's methods, which take a description of the query. */
function configuredTouches(
  evaluation: Evaluation,
  method: string,
  args: readonly Argument[],
): readonly Touch[] {
  const operation = Object.hasOwn(CONFIGURED, method) ? CONFIGURED[method] : undefined;
  if (operation === undefined) return [];
  return configuredReferences(evaluation, args[0]).map((of) => ({
    operation: operation === "get" && of.type !== "document" ? "query" : operation,
    of,
  }));
}

/** Functions of the SDK that are handed over to be called: `references.map(getDoc)`. */
export function handedOver(
  evaluation: Evaluation,
  node: Extract<Node, { type: "CallExpression" }>,
  file: SourceFile,
): readonly FoundAccess[] {
  const scope = { file, frame: undefined };
  return node.arguments.flatMap((argument, index): readonly FoundAccess[] => {
    if (argument.type !== "Identifier") return [];
    const declaration = file.declarations.get(argument);
    if (declaration?.type !== "Import" || declaration.node.type !== "ImportSpecifier") return [];
    const operation = functionOperation(moduleName(declaration.node.imported) ?? "");
    const values = operation === undefined ? [] : evaluation.evaluate(argument, scope);
    if (operation === undefined || !values.some(({ kind }) => kind === "sdkFunction")) return [];
    const callee = unwrap(node.callee);
    const elements: Argument[] =
      callee.type === "MemberExpression" && index === 0
        ? [{ values: elementsOf(objectValues(evaluation, callee.object, scope), "value") }]
        : [];
    const rest = argumentsOf(node, scope).slice(index + 1, index + 2);
    const given = elements.some((one) => "values" in one && one.values.length > 0)
      ? elements
      : rest;
    const touches = referencesIn(evaluation, given).map((of) => ({ operation, of }));
    return [{ node: argument, offset: argument.start, touches }];
  });
}
