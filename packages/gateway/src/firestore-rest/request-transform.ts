import type { Root } from "../documents/codec.ts";
import type { Value } from "../values/value.ts";
import type { SentTransform } from "../wire/wire-transforms.ts";
import { oneOf, readEnum, readMessage } from "./message.ts";
import { at, type Place } from "./place.ts";
import { toField } from "./request-name.ts";
import { toElements, toValue } from "./request-value.ts";

const KINDS = [
  "setToServerValue",
  "increment",
  "maximum",
  "minimum",
  "appendMissingElements",
  "removeAllFromArray",
] as const;

/** A FieldTransform, as the tag that stands for it. @throws GatewayError INVALID_REQUEST */
export function toSentTransform(sent: unknown, place: Place, root: Root): SentTransform {
  const message = readMessage(sent, ["fieldPath", ...KINDS], place);
  const field = toField(message.fieldPath, at(place, "fieldPath"));
  const kind = oneOf(message, KINDS, place);
  return { field, transform: tagOf(kind, message[kind], { place: at(place, kind), root }) };
}

function tagOf(
  kind: (typeof KINDS)[number],
  sent: unknown,
  { place, root }: { place: Place; root: Root },
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
    case "minimum":
      return { $minimum: toValue(sent, place, root) };
    case "maximum":
      return { $maximum: toValue(sent, place, root) };
  }
}
