import {
  distinct,
  type Argument,
  type ListValue,
  type PossibleValue,
} from "../value/possible-value.ts";
import { literal, type Text } from "../value/text.ts";
import { expand } from "./argument-values.ts";
import { elementsOf } from "./elements.ts";
import type { Evaluation } from "./evaluation.ts";
import { settledWith } from "./settled-with.ts";
import { combinations, notKnown, textsOf } from "./text-of.ts";

/** A method of a list or a text. */
export interface BuiltInMethod<Receiver> {
  readonly receiver: Receiver;
  readonly name: string;
  readonly args: readonly Argument[];
}

/** What a method of an array gives. */
export function listMethod(
  evaluation: Evaluation,
  { receiver, name, args }: BuiltInMethod<ListValue>,
): readonly PossibleValue[] {
  switch (name) {
    case "map":
    case "flatMap":
      return [listOf(mapped(evaluation, receiver, args))];
    case "find":
    case "findLast":
    case "pop":
    case "shift":
    case "at":
      return receiver.any;
    case "filter":
    case "slice":
    case "splice":
    case "reverse":
    case "sort":
    case "toSorted":
    case "values":
      return [{ ...receiver, items: undefined }];
    case "flat":
      return [listOf(distinct([...receiver.any, ...elementsOf(receiver.any, "value")]))];
    case "concat": {
      const more = expand(evaluation, args).flat();
      return [listOf([...receiver.any, ...elementsOf(more, "value")])];
    }
    case "join":
      return joined(evaluation, receiver, args);
    default:
      return [];
  }
}

function listOf(any: readonly PossibleValue[]): PossibleValue {
  return { kind: "list", items: undefined, any: distinct(any) };
}

function mapped(
  evaluation: Evaluation,
  receiver: ListValue,
  args: readonly Argument[],
): readonly PossibleValue[] {
  const [callback] = args;
  if (callback === undefined || !("node" in callback)) return [];
  const { scope } = callback;
  const given = settledWith(evaluation, { awaited: receiver.any, callback, scope });
  return elementsOf(given, "value").length > 0
    ? distinct([...given, ...elementsOf(given, "value")])
    : given;
}

function joined(
  evaluation: Evaluation,
  receiver: ListValue,
  args: readonly Argument[],
): readonly PossibleValue[] {
  const separators = textsOf(expand(evaluation, args)[0] ?? [literal(",")], "separator");
  if (receiver.items === undefined) {
    return [{ kind: "unknown", name: "path", reason: notKnown("path") }];
  }
  const parts = receiver.items.flatMap((item, index): (readonly Text[])[] =>
    index === 0 ? [textsOf(item, "value")] : [separators, textsOf(item, "value")],
  );
  return combinations(parts);
}

/** What a method of a string gives. */
export function textMethod(
  evaluation: Evaluation,
  { receiver, name, args }: BuiltInMethod<Text>,
): readonly PossibleValue[] {
  switch (name) {
    case "toString":
    case "trim":
    case "valueOf":
    case "normalize":
      return [receiver];
    case "toLowerCase":
    case "toLocaleLowerCase":
      return receiver.holes.length > 0 ? [receiver] : [literal(receiver.text.toLowerCase())];
    case "toUpperCase":
      return receiver.holes.length > 0 ? [receiver] : [literal(receiver.text.toUpperCase())];
    case "concat":
      return combinations([
        [receiver],
        ...expand(evaluation, args).map((one) => textsOf(one, "value")),
      ]);
    case "split":
      return split(receiver, expand(evaluation, args)[0]?.[0]);
    default:
      return [];
  }
}

function split(receiver: Text, separator: PossibleValue | undefined): readonly PossibleValue[] {
  if (separator?.kind !== "text" || separator.holes.length > 0 || separator.text === "") return [];
  const items = receiver.text
    .split(separator.text)
    .map((text): readonly PossibleValue[] => [{ ...receiver, text }]);
  return [{ kind: "list", items, any: items.flat() }];
}
