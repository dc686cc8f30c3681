import type { FieldPath } from "../paths/field-path.ts";
import { at } from "./place.ts";
import { toField, toMask } from "./request-name.ts";

/** The fields that a mask asks for; of none, the name alone. @throws GatewayError INVALID_REQUEST */
export function toReadMask(sent: unknown): readonly FieldPath[] | undefined {
  return sent === undefined ? undefined : toMask(sent, at(undefined, "mask"));
}

/** The same from the parameters of a URL. @throws GatewayError INVALID_REQUEST */
export function toParameterMask(
  sent: readonly string[] | undefined,
): readonly FieldPath[] | undefined {
  return sent?.map((path) => toField(path, at(at(undefined, "mask"), "fieldPaths")));
}
