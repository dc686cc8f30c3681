import type { ArrowFunctionExpression, Class, Function, Node } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";
import type { Text } from "./text.ts";

/** A function's node: what a call enters. */
export type FunctionNode = ArrowFunctionExpression | Function;

/** A class's node. */
export type ClassNode = Class;

/** Where an expression is evaluated: its file, and the calls that led there. */
export interface EvaluationScope {
  readonly file: SourceFile;
  readonly frame: CallFrame | undefined;
}

/** An argument: an expression and where it stands, or values known otherwise. */
export type Argument =
  | { readonly node: Node; readonly scope: EvaluationScope; readonly spread?: boolean }
  | { readonly values: readonly PossibleValue[] };

/** One call under way: what the function's parameters and `this` are. */
export interface CallFrame {
  readonly fn: Node;
  /** Undefined where only `this` is known: the parameters are then what any caller gives. */
  readonly args: readonly Argument[] | undefined;
  readonly thisValues: readonly PossibleValue[] | undefined;
  /** The call in which the function was made. */
  readonly outer: CallFrame | undefined;
  readonly depth: number;
  readonly answers: FrameAnswers;
}

/** What was found of expressions in one frame. */
export interface FrameAnswers {
  readonly values: Map<Node, readonly PossibleValue[]>;
  /** Of expressions in a cycle that is not whole yet: how deep the evaluation is that closes it. */
  readonly open: Map<Node, number>;
}

/** A collection, a query of one, a document, or an aggregation of a query. */
export interface PossibleReference {
  readonly kind: "reference";
  readonly type: "collection" | "query" | "document" | "aggregation";
  readonly path: Text;
  /** Whether it stands for all collections of that id, whatever their parent. */
  readonly group: boolean;
}

/** What a read, a listener or a trigger gave, and of what. */
export interface SnapshotValue {
  readonly kind: "snapshot";
  readonly type: "document" | "query" | "change" | "event";
  readonly of: PossibleReference;
}

/** What collects writes, or reads and writes. */
export interface WriterValue {
  readonly kind: "writer";
  readonly type: "batch" | "transaction" | "bulkWriter";
}

/** A function with what it closes over. */
export interface FunctionValue {
  readonly kind: "function";
  readonly node: FunctionNode;
  readonly file: SourceFile;
  readonly frame: CallFrame | undefined;
  readonly thisValues: readonly PossibleValue[] | undefined;
}

/** A class, or a function that is used as one. */
export interface ClassValue {
  readonly kind: "class";
  readonly node: ClassNode | FunctionNode;
  readonly file: SourceFile;
  readonly frame: CallFrame | undefined;
}

/** An object of a class; without arguments it is any object of it or of what extends it. */
export interface InstanceValue {
  readonly kind: "instance";
  readonly of: ClassValue;
  readonly args: readonly Argument[] | undefined;
}

/** What an object literal, an enum or an interface's type makes. */
export interface ObjectValue {
  readonly kind: "object";
  readonly node: Node;
  readonly scope: EvaluationScope;
}

/** A list, by its elements as far as they are known. */
export interface ListValue {
  readonly kind: "list";
  /** The values of each position, where they are known one by one. */
  readonly items: readonly (readonly PossibleValue[])[] | undefined;
  /** What any element may be. */
  readonly any: readonly PossibleValue[];
}

/** The libraries whose calls are told apart. */
export type SdkModule = "modular" | "namespace" | "functions" | "reactRedux";

/** What an expression may evaluate to, as far as Firestore is concerned. */
export type PossibleValue =
  | Text
  | PossibleReference
  | SnapshotValue
  | WriterValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  | ObjectValue
  | ListValue
  | { readonly kind: "database" }
  | { readonly kind: "sdkModule"; readonly module: SdkModule }
  | { readonly kind: "sdkFunction"; readonly name: string }
  | { readonly kind: "method"; readonly receiver: PossibleValue; readonly name: string }
  | { readonly kind: "trigger"; readonly path: Text | undefined }
  /** A holder of a value that changes: React's refs, Vue's refs, signals. */
  | { readonly kind: "cell"; readonly values: readonly PossibleValue[] }
  /** A function of which only the type of its result is known. */
  | { readonly kind: "returning"; readonly values: readonly PossibleValue[] }
  | { readonly kind: "module"; readonly file: SourceFile }
  | { readonly kind: "props"; readonly element: Node; readonly scope: EvaluationScope }
  | { readonly kind: "foreign"; readonly source: string }
  | { readonly kind: "unknown"; readonly name: string; readonly reason: string };

/** Many possible values are as good as none: beyond this a union says so. */
const MAX_VALUES = 48;

/** Possible values without repetition. */
export function distinct(values: readonly PossibleValue[]): readonly PossibleValue[] {
  if (values.length < 2) return values;
  const found = new Map<string, PossibleValue>();
  for (const value of values) {
    const key = identity(value);
    if (!found.has(key)) found.set(key, value);
  }
  return [...found.values()].slice(0, MAX_VALUES);
}

/** Equal for values that are the same. */
export function identity(value: PossibleValue): string {
  switch (value.kind) {
    case "text":
      return `text ${value.text}`;
    case "reference":
      return `reference ${value.type} ${String(value.group)} ${value.path.text}`;
    case "snapshot":
      return `snapshot ${value.type} ${value.of.type} ${value.of.path.text}`;
    case "writer":
      return `writer ${value.type}`;
    case "sdkModule":
      return `module ${value.module}`;
    case "sdkFunction":
      return `sdk ${value.name}`;
    case "foreign":
      return `foreign ${value.source}`;
    case "unknown":
      return `unknown ${value.name} ${value.reason}`;
    case "database":
      return value.kind;
    case "module":
      return `file ${value.file.path}`;
    default:
      return short(value);
  }
}

const shortened = new WeakMap<PossibleValue, string>();
const shortKeys = new Map<string, string>();

/** A short key for what is made of other values, whose own keys would grow with them. */
function short(value: PossibleValue): string {
  const known = shortened.get(value);
  if (known !== undefined) return known;
  const long = madeIdentity(value);
  const key = shortKeys.get(long) ?? `#${shortKeys.size}`;
  shortKeys.set(long, key);
  shortened.set(value, key);
  return key;
}

function madeIdentity(value: PossibleValue): string {
  switch (value.kind) {
    case "function":
      return `function ${numberOf(value.node)} ${numberOf(value.frame)} ${receivers(value)}`;
    case "class":
      return `class ${numberOf(value.node)} ${numberOf(value.frame)}`;
    case "instance":
      return `instance ${identity(value.of)} ${argumentsIdentity(value.args)}`;
    case "object":
      return `object ${numberOf(value.node)} ${numberOf(value.scope.frame)}`;
    case "method":
      return `method ${value.name} ${identity(value.receiver)}`;
    default:
      return `${value.kind} ${numberOf(value)}`;
  }
}

/** Equal for arguments that are the same expressions in the same frames. */
export function argumentsIdentity(args: readonly Argument[] | undefined): string {
  if (args === undefined) return "any";
  return args
    .map((one) => ("values" in one ? one.values.map(identity).join("|") : nodeIdentity(one)))
    .join();
}

function nodeIdentity({ node, scope }: Extract<Argument, { node: Node }>): string {
  return `${numberOf(node)}@${numberOf(scope.frame)}`;
}

function receivers({ thisValues }: FunctionValue): string {
  return (thisValues ?? []).map(identity).join();
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** A number that tells objects apart; 0 for none. */
export function numberOf(object: object | undefined): number {
  if (object === undefined) return 0;
  const known = numbers.get(object);
  if (known !== undefined) return known;
  lastNumber += 1;
  numbers.set(object, lastNumber);
  return lastNumber;
}
