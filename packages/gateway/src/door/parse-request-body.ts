import { isUtf8 } from "node:buffer";
import { GatewayError, invalidRequest } from "../errors/error.ts";
import { MAX_DEPTH, tooDeep } from "./guard.ts";
import { inexactNumber } from "./inexact-number.ts";
import { scanJson } from "./scan-json.ts";

/**
 * Most values and names of fields in a request, each counted.
 *
 * No request that Firestore takes has more: it refuses those over 11 MiB, and a field of one letter
 * takes 23 bytes there, `"a":{"nullValue":null},`, for its two. (Empty maps take 20, so that a
 * request of nothing else could have 1.15 million.)
 *
 * Heap that `JSON.parse` takes for each, measured on Node 24 with 500,000 of them:
 *
 * | text                                              | bytes |
 * | ------------------------------------------------- | ----: |
 * | `0`                                               |     8 |
 * | `{"a":0}`                                         |    13 |
 * | strings, all of them different                    | 32–40 |
 * | `[]`                                              |    40 |
 * | objects of 20 fields, all of other names          | 36–70 |
 * | nested 90 deep                                    |    56 |
 * | `{}`                                              |    64 |
 * | `{"4000000000":0}`, all of other names            |    75 |
 * | `{"abc":{}}`, all of other names                  |    82 |
 *
 * So a body takes at most 82 MB beside its text; without the bound, 10 MiB of `[{},{},…]` take
 * 224 MB. With it, the largest request of any of these forms gets through the guard and its
 * schema at a heap limit of 128 MiB.
 */
export const MAX_NODES = 1_000_000;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * What a request's body says, as `JSON.parse` has it. A byte order mark before it is passed over,
 * as other parsers of HTTP bodies do. What would take too much memory is refused before it is
 * parsed, and so is a number that would be read as another.
 *
 * @param admit is told how many values and names there are, before anything is made of them; what
 * it throws is thrown
 * @throws GatewayError INVALID_REQUEST, REQUEST_TOO_LARGE, REQUEST_TOO_DEEP
 */
export function parseRequestBody(body: Uint8Array, admit?: (nodes: number) => void): unknown {
  const json = withoutMark(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const { nodes, depth, inexactAt } = scanJson(json);
  checkStructure(nodes, depth);
  admit?.(nodes);
  if (!isUtf8(json)) throw invalidRequest("body", "must be UTF-8");
  const parsed = parse(json.toString());
  if (inexactAt !== undefined) throw inexactNumber(json, inexactAt);
  return parsed;
}

function withoutMark(json: Buffer): Buffer {
  const isMarked = BYTE_ORDER_MARK.every((byte, index) => json[index] === byte);
  return isMarked ? json.subarray(BYTE_ORDER_MARK.length) : json;
}

/** The body's own object is not one of the levels. */
function checkStructure(nodes: number, depth: number): void {
  if (nodes > MAX_NODES) {
    throw new GatewayError(
      "REQUEST_TOO_LARGE",
      `The request has more than ${String(MAX_NODES)} values and names of fields; send it in several calls.`,
      { limitValues: MAX_NODES },
    );
  }
  if (depth > MAX_DEPTH + 1) throw tooDeep();
}

/** V8's own message has a part of the text, which is the caller's alone. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    const position = /at position (\d+)(?: \([^()"]*\))?$/.exec(String(error))?.[1];
    const place = position === undefined ? "" : `, which it is not at character ${position}`;
    throw invalidRequest("body", `must be JSON${place}`);
  }
}
