import { TokenParser, TokenType, Tokenizer } from "@streamparser/json";
import { exactNumber } from "./exact-number.ts";
import { MalformedError, NOT_UTF8, type Completed } from "./malformed-error.ts";

/** A row is held in memory whole. No document is larger than 1 MiB. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024;

/** Where rows stand in a JSON file: in one array, or one after the other (usually one a line). */
export type JsonLayout = "array" | "sequence";

/** Takes the rows out of a JSON file that comes in pieces. Integers too large for a number are bigints. */
export class JsonRows {
  readonly #tokenizer = new ExactTokenizer({ separator: "" });
  readonly #parser: TokenParser;
  #rows: unknown[] = [];
  #bytesWritten = 0;
  /** Where the last token starts that made sense; -1 before the first. */
  #lastOffset = -1;
  /** Where the last row ends. */
  #rowsEnd = 0;

  constructor(layout: JsonLayout) {
    this.#parser =
      layout === "array"
        ? new TokenParser({ paths: ["$.*"], keepStack: false })
        : new TokenParser({ paths: ["$"], separator: "" });
    this.#parser.onValue = ({ value }) => {
      this.#rows.push(value);
      this.#rowsEnd = this.#bytesWritten;
    };
    this.#tokenizer.onToken = ({ token, value, offset }) => {
      const isFirst = this.#lastOffset === -1;
      if (isFirst && layout === "array" && token !== TokenType.LEFT_BRACKET) throw noArray();
      this.#parser.write({ token, value });
      this.#lastOffset = offset;
    };
    this.#tokenizer.onEnd = () => {
      if (this.#lastOffset === -1 && layout === "array") throw noArray();
      if (!this.#parser.isEnded) this.#parser.end();
    };
  }

  write(bytes: Uint8Array): Completed<unknown> {
    return this.#complete(() => {
      this.#tokenizer.write(bytes);
      this.#bytesWritten += bytes.length;
      if (this.#bytesWritten - this.#rowsEnd > MAX_ROW_BYTES) {
        throw new Error(`it is longer than ${String(MAX_ROW_BYTES)} bytes`);
      }
    });
  }

  end(): Completed<unknown> {
    return this.#complete(() => {
      this.#tokenizer.end();
    });
  }

  #complete(work: () => void): Completed<unknown> {
    try {
      work();
      return { rows: this.#take() };
    } catch (error) {
      const fault = new MalformedError(plainMessage(error as NodeJS.ErrnoException), {
        offset: Math.max(this.#lastOffset, 0),
      });
      return { rows: this.#take(), fault };
    }
  }

  #take(): unknown[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}

/** Number would round integers beyond 2^53; the parser passes on whatever it is given. */
class ExactTokenizer extends Tokenizer {
  protected override parseNumber(text: string): number {
    return exactNumber(text) as number;
  }
}

function noArray(): Error {
  return new Error(
    "it is not a JSON array; for one JSON object after the other, say --format ndjson",
  );
}

/** Without what only the parser's authors understand: its states, and positions within a piece. */
function plainMessage({ message, code }: NodeJS.ErrnoException): string {
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return NOT_UTF8;
  if (message.includes("ended in")) return "it ends in the middle";
  return message
    .replace(/ (at chunk position|in state) .*$/s, "")
    .replace(/^Unexpected (?:[A-Z_]+ \((.*)\)|(.*))$/s, "unexpected $1$2");
}
