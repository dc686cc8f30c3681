import type { Checked } from "../../errors/checked.ts";
import { MalformedError } from "./malformed-error.ts";
import { parseJson } from "./parse-json.ts";
import { MAX_ROW_CHARACTERS, wrong } from "./row.ts";

/** A line of an NDJSON file, or why it is none. */
export interface ParsedLine {
  /** From 1. */
  readonly line: number;
  readonly raw: string;
  readonly content: Checked<unknown>;
}

/** Takes the lines out of an NDJSON text that comes in pieces. What is wrong with one concerns no other. */
export class NdjsonLines {
  #rest = "";
  #line = 0;
  #isFirst = true;

  /**
   * The lines that this piece completes. Blank lines are left out.
   *
   * @throws MalformedError where a line is too long, or the first one shows that it is not NDJSON
   */
  *push(piece: string, isLast: boolean): Generator<ParsedLine> {
    const lines = (this.#rest + piece).split("\n");
    this.#rest = isLast ? "" : (lines.pop() ?? "");
    for (const text of lines) {
      this.#line += 1;
      const raw = text.trim();
      if (raw !== "") yield this.#parse(raw);
    }
    if (this.#rest.length > MAX_ROW_CHARACTERS) {
      const problem = `it is longer than ${String(MAX_ROW_CHARACTERS)} characters`;
      throw new MalformedError(problem, this.#line + 1);
    }
  }

  #parse(raw: string): ParsedLine {
    const content = contentOf(raw);
    if (this.#isFirst) this.#checkFirst(raw, content);
    this.#isFirst = false;
    return { line: this.#line, raw, content };
  }

  #checkFirst(raw: string, content: Checked<unknown>): void {
    const problem = raw.startsWith("[") ? IS_ARRAY : SPANS_LINES;
    const isOther = raw.startsWith("[") || (!content.ok && /^\{(\s*|.*[,{[:])$/.test(raw));
    if (isOther) throw new MalformedError(problem, this.#line);
  }
}

const IS_ARRAY = "it is a JSON array, not one object a line: say --format json";
const SPANS_LINES =
  "its objects go over several lines, and NDJSON has each on a line of its own: jq -c . makes it so";

function contentOf(raw: string): Checked<unknown> {
  try {
    return { ok: true, value: parseJson(raw) };
  } catch (error) {
    if (error instanceof RangeError) return wrong([], "is nested deeper than a document can be");
    return wrong([], `is no JSON: ${plainMessage(error as Error, raw.length)}`);
  }
}

/** V8 repeats the text, which may be long, and its own positions. */
function plainMessage({ message }: Error, length: number): string {
  const [, token] = /^Unexpected token ('.*?'|.)/s.exec(message) ?? [];
  if (token !== undefined) return `unexpected ${token}`;
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  if (position === undefined || Number(position) === length) return "it ends in the middle";
  return message
    .replace(/ (in|after) JSON at position .*$/s, "")
    .replace(/^./, (first) => first.toLowerCase());
}
