import type { FieldPath } from "../paths/field-path.ts";
import type { Value } from "../values/value.ts";
import { oneOf, readEnum, readMessage } from "./message.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { toField } from "./request-name.ts";
import { toElements, toValue, type RootName } from "./request-value.ts";
import { unimplemented } from "./unimplemented.ts";

/** A transform of a request, as the tag that stands for it in the data of a write. */
export interface SentTransform {
  readonly field: FieldPath;
  readonly tag: Value;
}

const KINDS = [
  "setToServerValue",
  "increment",
  "maximum",
  "minimum",
  "appendMissingElements",
  "removeAllFromArray",
] as const;

/** @throws GatewayError INVALID_REQUEST, UNIMPLEMENTED */
export function toSentTransform(sent: unknown, place: Place, root: RootName): SentTransform {
  const message = readMessage(sent, ["fieldPath", ...KINDS], place);
  const field = toField(message.fieldPath, at(place, "fieldPath"));
  if (field[0] === "__name__") {
    throw invalidAt(at(place, "fieldPath"), "must not be a document's id, which can't be changed");
  }
  const kind = oneOf(message, KINDS, place);
  return { field, tag: tagOf(kind, message[kind], { place: at(place, kind), root }) };
}

function tagOf(
  kind: (typeof KINDS)[number],
  sent: unknown,
  { place, root }: { place: Place; root: RootName },
): Value {
  switch (kind) {
    case "setToServerValue":
      return { $serverTimestamp: readEnum(sent, { REQUEST_TIME: [1, true] }, place) };
    case "increment":
      return { $increment: toValue(sent, place, root) };
    case "appendMissingElements":
      return { $arrayUnion: toElements(sent, place, root) };
    case "removeAllFromArray":
      return { $arrayRemove: toElements(sent, place, root) };
    default:
      throw unimplemented(`The transform ${kind} is not carried yet.`);
  }
}
