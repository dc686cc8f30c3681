import { isUtf8 } from "node:buffer";
import { GatewayError, invalidRequest } from "../contract/error.ts";
import { shorten } from "../contract/shorten.ts";
import { MAX_DEPTH } from "../pipeline/guard.ts";
import { isExactLiteral } from "./exact-literal.ts";
import { positionAt } from "./position-at.ts";
import { scanJson } from "./scan-json.ts";

/** Most values and names of fields in a request. */
export const MAX_NODES = 500_000;

/**
 * What a request's body says: the same as `JSON.parse` makes of its text, a byte order mark apart.
 * What would take too much memory, or would come out as another number, is refused before it is
 * parsed.
 *
 * @param admit is told how many values and names there are, before anything is made of them; what it throws is thrown
 * @throws GatewayError INVALID_REQUEST, REQUEST_TOO_LARGE, REQUEST_TOO_DEEP
 */
export function parseRequestBody(body: Uint8Array, admit?: (nodes: number) => void): unknown {
  const json = withoutMark(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const { nodes, depth, refusedAt } = scanJson(json, (start, end) =>
    isExactLiteral(json.toString("latin1", start, end)),
  );
  if (nodes > MAX_NODES) {
    throw new GatewayError(
      "REQUEST_TOO_LARGE",
      `The request has more than ${String(MAX_NODES)} values and names of fields; send it in several calls.`,
      { limitValues: MAX_NODES },
    );
  }
  if (depth > MAX_DEPTH) {
    throw new GatewayError(
      "REQUEST_TOO_DEEP",
      `The request nests deeper than ${String(MAX_DEPTH)} levels; flatten it.`,
      { limitLevels: MAX_DEPTH },
    );
  }
  admit?.(nodes);
  if (!isUtf8(json)) throw invalidRequest("body", "must be UTF-8");
  const value = parsed(json.toString());
  if (refusedAt !== undefined) throw inexact(json, refusedAt);
  return value;
}

/** Parsers of HTTP bodies pass over a byte order mark, which `JSON.parse` does not. */
function withoutMark(json: Buffer): Buffer {
  return json[0] === 0xef && json[1] === 0xbb && json[2] === 0xbf ? json.subarray(3) : json;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    const position = /at position (\d+)/.exec(String(error))?.[1];
    const place = position === undefined ? "" : ` (see character ${position})`;
    throw invalidRequest("body", `must be JSON${place}`);
  }
}

function inexact(json: Buffer, index: number): GatewayError {
  const literal = /^[-+.\deE]*/.exec(json.toString("latin1", index, index + 400))?.[0] ?? "";
  const field = fieldOf(positionAt(json, index));
  return invalidRequest(
    field,
    `can't be the number ${shorten(literal)}, which JavaScript reads as ${String(Number(literal))}; write {"$int64": "…"}`,
  );
}

function fieldOf(position: readonly (string | number)[]): string {
  const text = position.reduce<string>(
    (before, key) => (typeof key === "number" ? `${before}[${String(key)}]` : `${before}.${key}`),
    "",
  );
  return shorten(text.replace(/^\.data(?=[.[])/, "").replace(/^\./, ""));
}
