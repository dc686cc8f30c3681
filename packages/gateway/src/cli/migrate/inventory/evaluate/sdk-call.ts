import { hasDatabaseName } from "../sdk/database-like.ts";
import { functionOperation } from "../sdk/operation.ts";
import { literal, varying, type Text } from "../value/text.ts";
import {
  distinct,
  type Argument,
  type PossibleReference,
  type EvaluationScope,
  type PossibleValue,
} from "../value/possible-value.ts";
import { expand } from "./argument-values.ts";
import type { Evaluation } from "./evaluation.ts";
import { nameOf } from "./name-of.ts";
import { below, segmentsOf, withNewId } from "./reference-path.ts";
import { combinations, notKnown, segmentTexts } from "./text-of.ts";

/** A call of one of the SDK's functions. */
export interface SdkCall {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly scope: EvaluationScope;
}

/** What a function of the SDK gives. */
export function sdkCall(evaluation: Evaluation, call: SdkCall): readonly PossibleValue[] {
  const { name, args } = call;
  switch (name) {
    case "firestore":
    case "getFirestore":
    case "initializeFirestore":
    case "useFirestore":
    case "Firestore":
    case "useFirestoreInstance":
      return [{ kind: "database" }];
    case "collection":
    case "collectionRef":
      return referenceTo(evaluation, call, "collection");
    case "doc":
    case "docRef":
      return referenceTo(evaluation, call, "document");
    case "collectionGroup":
      return textArgument(evaluation, args, 1).map((path) => group(path));
    case "query":
    case "or":
      return firstOf(evaluation, args).flatMap((value) =>
        value.kind === "reference" ? [queryOf(value)] : [],
      );
    case "writeBatch":
      return [{ kind: "writer", type: "batch" }];
    case "createContext":
      return [{ kind: "cell", values: firstOf(evaluation, args) }];
    default:
      return answerOf(evaluation, name, args);
  }
}

function answerOf(
  evaluation: Evaluation,
  name: string,
  args: readonly Argument[],
): readonly PossibleValue[] {
  const operation = functionOperation(name);
  const of = firstOf(evaluation, args).filter((value) => value.kind === "reference");
  if (operation === "create") return of.map((one) => documentIn(one));
  if (operation !== "get" && operation !== "query" && operation !== "listen") return [];
  const snapshots = of.map((one): PossibleValue => {
    return { kind: "snapshot", type: one.type === "document" ? "document" : "query", of: one };
  });
  // A hook's answer has the snapshot first.
  if (!name.startsWith("use")) return snapshots;
  return [{ kind: "list", items: [snapshots, []], any: snapshots }];
}

function firstOf(evaluation: Evaluation, args: readonly Argument[]): readonly PossibleValue[] {
  return expand(evaluation, args)[0] ?? [];
}

function documentIn(collection: PossibleReference): PossibleValue {
  return { ...collection, type: "document", path: withNewId(collection.path) };
}

/** A reference, seen as a query of it. */
export function queryOf(reference: PossibleReference): PossibleReference {
  return reference.type === "collection" ? { ...reference, type: "query" } : reference;
}

/** All collections of an id. */
export function group(path: Text): PossibleReference {
  return { kind: "reference", type: "query", path, group: true };
}

/** The texts that an argument may be. */
export function textArgument(
  evaluation: Evaluation,
  args: readonly Argument[],
  index: number,
): readonly Text[] {
  const argument = args[index];
  const name = argument !== undefined && "node" in argument ? nameOf(argument.node) : "path";
  return segmentTexts(expand(evaluation, args)[index] ?? [], name);
}

/** `collection(database or reference, path, …segments)`, and `doc` alike. */
function referenceTo(
  evaluation: Evaluation,
  { args }: SdkCall,
  type: "collection" | "document",
): readonly PossibleValue[] {
  const [first, ...rest] = args;
  if (first === undefined) return [];
  const paths = segments(evaluation, rest);
  return distinct(
    firstOf(evaluation, [first]).flatMap((parent): readonly PossibleValue[] => {
      if (parent.kind === "reference") {
        if (rest.length === 0) return [documentIn(parent)];
        return paths.map((path) => ({ ...parent, type, path: below(parent.path, path) }));
      }
      return paths.map((path): PossibleValue => {
        const root = rootFor(parent, first, { path, type });
        return { kind: "reference", type, path: below(root, path), group: false };
      });
    }),
  );
}

function segments(evaluation: Evaluation, args: readonly Argument[]): readonly Text[] {
  const slash = [literal("/")];
  const parts = expand(evaluation, args).flatMap((values, index) => {
    const argument = args[index];
    const name = argument !== undefined && "node" in argument ? nameOf(argument.node) : "path";
    const texts = segmentTexts(values, name);
    return index === 0 ? [texts] : [slash, texts];
  });
  return combinations(parts);
}

/**
 * What a path starts from: a database, or, where that could not be found out and neither its name
 * nor the number of segments is a database's, a reference.
 */
function rootFor(
  parent: PossibleValue,
  argument: Argument,
  { path, type }: { path: Text; type: "collection" | "document" },
): Text | undefined {
  if (parent.kind !== "unknown" && parent.kind !== "foreign") return undefined;
  const name = "node" in argument ? nameOf(argument.node) : "parent";
  const isOdd = segmentsOf(path).length % 2 === 1;
  if (hasDatabaseName(name) || isOdd === (type === "collection")) return undefined;
  return varying(name, parent.kind === "unknown" ? parent.reason : notKnown(name));
}
