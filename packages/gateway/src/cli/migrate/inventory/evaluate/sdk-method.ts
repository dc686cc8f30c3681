import { methodOperation } from "../sdk/operation.ts";
import { varying, type Text } from "../value/text.ts";
import type {
  Argument,
  PossibleReference,
  SnapshotValue,
  PossibleValue,
  WriterValue,
} from "../value/possible-value.ts";
import { expand } from "./argument-values.ts";
import type { Evaluation } from "./evaluation.ts";
import { documentOf } from "./member.ts";
import { below, withNewId } from "./reference-path.ts";
import { group, queryOf, textArgument } from "./sdk-call.ts";

/** A method of what the SDK made. */
export interface SdkMethod {
  readonly receiver: PossibleValue;
  readonly name: string;
  readonly args: readonly Argument[];
}

/** What a method of the SDK's objects gives. */
export function sdkMethod(evaluation: Evaluation, call: SdkMethod): readonly PossibleValue[] {
  const { receiver } = call;
  switch (receiver.kind) {
    case "database":
      return ofDatabase(evaluation, call);
    case "reference":
      return receiver.type === "document"
        ? ofDocument(evaluation, receiver, call)
        : ofQuery(evaluation, receiver, call);
    case "snapshot":
      return ofSnapshot(receiver, call.name);
    case "writer":
      return ofWriter(evaluation, receiver, call);
    case "cell":
      return call.name === "get" ? receiver.values : [];
    case "trigger":
      return call.name === "document" || call.name === "doc"
        ? textArgument(evaluation, call.args, 0).map((path) => ({ kind: "trigger", path }))
        : [receiver];
    default:
      return [];
  }
}

/** What a database's method gives, or that of what is taken for one. */
function ofDatabase(evaluation: Evaluation, { name, args }: SdkMethod): readonly PossibleValue[] {
  switch (name) {
    case "collection":
      return textArgument(evaluation, args, 0).map((path) =>
        at("collection", below(undefined, path)),
      );
    case "doc":
    case "document":
      return textArgument(evaluation, args, 0).map((path) =>
        at("document", below(undefined, path)),
      );
    case "collectionGroup":
      return textArgument(evaluation, args, 0).map((path) => group(path));
    case "batch":
      return [{ kind: "writer", type: "batch" }];
    case "bulkWriter":
      return [{ kind: "writer", type: "bulkWriter" }];
    case "pipeline":
      return [{ kind: "database" }];
    case "listCollections":
      return [{ kind: "list", items: undefined, any: [anyCollection(undefined)] }];
    case "namedQuery": {
      const path = varying("query", "a bundle's named query says what it is of");
      return [at("query", path)];
    }
    case "getAll": {
      const documents = expand(evaluation, args).flat();
      return [{ kind: "list", items: undefined, any: documents.flatMap(snapshotOf) }];
    }
    default:
      return [];
  }
}

function at(type: PossibleReference["type"], path: Text): PossibleReference {
  return { kind: "reference", type, path, group: false };
}

/** One of the collections that a document, or the database, turns out to have. */
function anyCollection(parent: Text | undefined): PossibleReference {
  const name = varying("collection", "it is whatever collection there is");
  return at("collection", below(parent, name));
}

function snapshotOf(value: PossibleValue): readonly PossibleValue[] {
  if (value.kind === "list") return value.any.flatMap(snapshotOf);
  if (value.kind !== "reference") return [];
  const type = value.type === "document" ? "document" : "query";
  return [{ kind: "snapshot", type, of: value }];
}

function ofDocument(
  evaluation: Evaluation,
  receiver: PossibleReference,
  { name, args }: SdkMethod,
): readonly PossibleValue[] {
  switch (name) {
    case "collection":
      return textArgument(evaluation, args, 0).map((path) => ({
        ...receiver,
        type: "collection",
        path: below(receiver.path, path),
      }));
    case "withConverter":
      return [receiver];
    case "listCollections":
      return [{ kind: "list", items: undefined, any: [anyCollection(receiver.path)] }];
    default:
      return methodOperation("document", name) === "get" ? snapshotOf(receiver) : [];
  }
}

const NARROWS =
  /^(?:where|orderBy|limit|limitToLast|startAt|startAfter|endAt|endBefore|select|offset|findNearest|sort|addFields|removeFields|distinct)$/;

function ofQuery(
  evaluation: Evaluation,
  receiver: PossibleReference,
  { name, args }: SdkMethod,
): readonly PossibleValue[] {
  if (NARROWS.test(name)) return [queryOf(receiver)];
  switch (name) {
    case "withConverter":
      return [receiver];
    case "count":
    case "aggregate":
      return [{ ...receiver, type: "aggregation" }];
    case "doc":
      if (args.length === 0) return [documentOf({ ...receiver, path: receiver.path })];
      return textArgument(evaluation, args, 0).map((id) => ({
        ...receiver,
        type: "document",
        path: below(receiver.path, id),
      }));
    case "add":
      return [{ ...receiver, type: "document", path: withNewId(receiver.path) }];
    case "listDocuments":
      return [{ kind: "list", items: undefined, any: [documentOf(receiver)] }];
    case "stream":
      return [{ kind: "list", items: undefined, any: documentsOf(receiver) }];
    default:
      return methodOperation("query", name) === "query" ? snapshotOf(receiver) : [];
  }
}

function documentsOf(of: PossibleReference): readonly PossibleValue[] {
  return [{ kind: "snapshot", type: "document", of }];
}

function ofSnapshot(receiver: SnapshotValue, name: string): readonly PossibleValue[] {
  if (name === "docChanges" || name === "changes") {
    return [{ kind: "list", items: undefined, any: [{ ...receiver, type: "change" }] }];
  }
  if (name === "data" || name === "get") {
    return [{ kind: "unknown", name: "data", reason: "a document's data is not known" }];
  }
  return [];
}

function ofWriter(
  evaluation: Evaluation,
  receiver: WriterValue,
  { name, args }: SdkMethod,
): readonly PossibleValue[] {
  if (/^(?:set|update|delete|create)$/.test(name)) return [receiver];
  const given = expand(evaluation, args).flat();
  if (name === "get") return given.flatMap(snapshotOf);
  return name === "getAll"
    ? [{ kind: "list", items: undefined, any: given.flatMap(snapshotOf) }]
    : [];
}
