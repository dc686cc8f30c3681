import { invalidRequest, type GatewayError } from "../errors/error.ts";
import { formatPlace } from "../paths/field-path.ts";
import { MAX_INT64, MIN_INT64 } from "../values/number.ts";
import { shorten } from "../text/shorten.ts";
import { positionAt } from "./position-at.ts";

const NUMBER = /^[-+.\deE]+/;

/**
 * The error for a number of a request's body that would be read as another.
 *
 * @param index of its first byte
 */
export function inexactNumber(json: Buffer, index: number): GatewayError {
  const literal = NUMBER.exec(json.toString("latin1", index))?.[0] ?? "";
  return invalidRequest(fieldOf(positionAt(json, index)), descriptionOf(literal));
}

function descriptionOf(literal: string): string {
  const double = Number(literal);
  if (!Number.isFinite(double)) {
    return 'is larger than any number; write {"$number": "Infinity"} if you mean that, or text';
  }
  const read = `can't be ${shorten(literal)}, which would be read as ${String(double)}`;
  const integer = BigInt(literal);
  return integer >= MIN_INT64 && integer <= MAX_INT64
    ? `${read}; write {"$int64": "${literal}"}`
    : `${read}; write that, or text: it is too large for {"$int64": "…"} too`;
}

/** As a violation names it: in what the caller sends as the call's data. */
function fieldOf(position: readonly (string | number)[]): string {
  const [first, ...rest] = position;
  const field = formatPlace(first === "data" && rest.length > 0 ? rest : position);
  return field === "" ? "body" : shorten(field);
}
