import type { Evaluation } from "../evaluate/evaluation.ts";
import { below, segmentsOf } from "../evaluate/reference-path.ts";
import { textsOf } from "../evaluate/text-of.ts";
import type { Text } from "../value/text.ts";
import type { Argument, PossibleReference, PossibleValue } from "../value/possible-value.ts";

/**
 * The references that react-redux-firebase's descriptions name: `"users"`,
 * `{collection, doc, subcollections}`, lists of them, and functions that give them.
 */
export function configuredReferences(
  evaluation: Evaluation,
  argument: Argument | undefined,
): readonly PossibleReference[] {
  if (argument === undefined) return [];
  const values =
    "values" in argument ? argument.values : evaluation.evaluate(argument.node, argument.scope);
  return values.flatMap((value) => referencesOf(evaluation, value, argument));
}

function referencesOf(
  evaluation: Evaluation,
  value: PossibleValue,
  argument: Argument,
): readonly PossibleReference[] {
  if (value.kind === "list") {
    return value.any.flatMap((one) => referencesOf(evaluation, one, argument));
  }
  if (value.kind === "text") return [reference(value)];
  if (value.kind === "function" && "scope" in argument) {
    const { scope } = argument;
    const given = evaluation.call({ callee: value, args: [], scope, name: "" });
    return given.flatMap((one) => referencesOf(evaluation, one, { values: [one] }));
  }
  if (value.kind !== "object") return [];
  return described(evaluation, value, undefined);
}

function described(
  evaluation: Evaluation,
  value: PossibleValue,
  parent: Text | undefined,
): readonly PossibleReference[] {
  const group = evaluation.member(value, "collectionGroup");
  if (group.length > 0) {
    return textsOf(group, "collection").map((path) => ({ ...reference(path), group: true }));
  }
  const collections = evaluation.member(value, "collection");
  if (collections.length === 0) return [];
  const documents = evaluation.member(value, "doc");
  const paths = textsOf(collections, "collection")
    .map((path) => below(parent, path))
    .flatMap((path) =>
      documents.length === 0 ? [path] : textsOf(documents, "id").map((id) => below(path, id)),
    );
  const nested = evaluation
    .member(value, "subcollections")
    .flatMap((list) => (list.kind === "list" ? list.any : []));
  if (nested.length === 0) return paths.map(reference);
  return paths.flatMap((path) => nested.flatMap((one) => described(evaluation, one, path)));
}

function reference(path: Text): PossibleReference {
  const type = segmentsOf(path).length % 2 === 0 ? "document" : "query";
  return { kind: "reference", type, path, group: false };
}
