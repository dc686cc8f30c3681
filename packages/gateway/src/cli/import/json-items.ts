import { TokenParser, TokenType, Tokenizer } from "@streamparser/json";
import { exactNumber } from "./exact-number.ts";
import { MalformedError } from "./malformed-error.ts";
import { MAX_ROW_CHARACTERS } from "./row.ts";

/** Which rows of a JSON document to take. */
export interface JsonItemsOptions {
  /** The names that lead to the array, or the object, of rows; none where it is the document itself. */
  readonly at: readonly string[];
  /** Whether the rows are the values of an object, by id, and not the elements of an array. */
  readonly byId: boolean;
}

/** A row of a JSON document. */
export interface JsonItem {
  /** Where it starts, from 1. */
  readonly line: number;
  readonly value: unknown;
  /** Its name, where the rows are the values of an object. */
  readonly id?: string;
  readonly raw: () => string;
}

const NEWLINE = 0x0a;

/** Takes the rows out of a JSON document that comes in pieces. */
export class JsonItems {
  readonly #options: JsonItemsOptions;
  readonly #tokenizer = new ExactTokenizer({ separator: "" });
  readonly #parser: TokenParser;
  /** How many containers are around a row. */
  readonly #rowDepth: number;
  #items: JsonItem[] = [];
  /** The bytes from the start of the row under way, or of the piece, and where they stand. */
  #bytes: Buffer = Buffer.alloc(0);
  #bytesAt = 0;
  #depth = 0;
  /** Where the last token starts that made sense, and its line. */
  #offset = 0;
  #line = 1;
  #row: { readonly line: number; readonly offset: number } | undefined;
  #lastText = "";
  #hasRows = false;
  /** The names around the current token, down to the rows. */
  readonly #names: string[] = [];

  constructor(options: JsonItemsOptions) {
    this.#options = options;
    this.#rowDepth = options.at.length + 1;
    const path = ["$", ...options.at, "*"].join(".");
    this.#parser = new TokenParser({ paths: [path], keepStack: false });
    this.#parser.onValue = ({ value, key }) => {
      this.#items.push(this.#itemOf(value, key));
    };
    this.#tokenizer.onToken = ({ token, value, offset }) => {
      if (token === TokenType.STRING) this.#lastText = value as string;
      this.#enter(token, offset);
      this.#parser.write({ token, value });
      if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#leave();
    };
    this.#tokenizer.onEnd = () => {
      if (!this.#parser.isEnded) this.#parser.end();
    };
  }

  /** Whether the array, or the object, of rows has come. */
  get hasRows(): boolean {
    return this.#hasRows;
  }

  /**
   * The rows that this piece completes.
   *
   * @throws MalformedError, after the rows before
   */
  *push(piece: string, isLast: boolean): Generator<JsonItem> {
    const fault = this.#parse(Buffer.from(piece), isLast);
    const items = this.#items;
    this.#items = [];
    yield* items;
    if (fault !== undefined) throw new MalformedError(fault, this.#line);
  }

  #parse(bytes: Buffer, isLast: boolean): string | undefined {
    this.#keep(bytes);
    try {
      this.#tokenizer.write(bytes);
      if (isLast) this.#tokenizer.end();
    } catch (error) {
      return plainMessage(error as Error);
    }
    this.#countLines(this.#bytesAt + this.#bytes.length);
    const isTooLong = this.#row !== undefined && this.#bytes.length > MAX_ROW_CHARACTERS;
    return isTooLong ? `it is longer than ${String(MAX_ROW_CHARACTERS)} bytes` : undefined;
  }

  /** Drops what no row needs any more. */
  #keep(bytes: Buffer): void {
    const end = this.#bytesAt + this.#bytes.length;
    const from = this.#row?.offset ?? end;
    this.#bytes = Buffer.concat([this.#bytes.subarray(from - this.#bytesAt), bytes]);
    this.#bytesAt = from;
  }

  #enter(token: TokenType, offset: number): void {
    this.#countLines(offset);
    if (token === TokenType.COLON && this.#depth < this.#rowDepth) {
      this.#names[this.#depth - 1] = this.#lastText;
    }
    if (token !== TokenType.LEFT_BRACE && token !== TokenType.LEFT_BRACKET) return;
    // It is one byte long, so that it starts in this piece.
    const isRow = this.#depth === this.#rowDepth && this.#isAtRows();
    if (isRow) this.#row = { line: this.#line, offset };
    this.#depth += 1;
    const kind = this.#options.byId ? TokenType.LEFT_BRACE : TokenType.LEFT_BRACKET;
    if (token === kind && this.#depth === this.#rowDepth) this.#hasRows ||= this.#isAtRows();
  }

  #isAtRows(): boolean {
    return this.#options.at.every((name, depth) => this.#names[depth] === name);
  }

  #leave(): void {
    this.#depth -= 1;
    if (this.#depth === this.#rowDepth) this.#row = undefined;
  }

  /** Up to this offset; never back. */
  #countLines(offset: number): void {
    const end = offset - this.#bytesAt;
    let at = this.#bytes.indexOf(NEWLINE, Math.max(0, this.#offset - this.#bytesAt));
    for (; at !== -1 && at < end; at = this.#bytes.indexOf(NEWLINE, at + 1)) this.#line += 1;
    this.#offset = Math.max(this.#offset, offset);
  }

  #itemOf(value: unknown, key: string | number | undefined): JsonItem {
    const { byId, at } = this.#options;
    const isNamed = typeof key === "string";
    if (isNamed !== byId) throw new Error(isNamed ? notArray(at) : notObject(at));
    const { line, offset } = this.#row ?? { line: this.#line, offset: this.#offset };
    const bytes = this.#bytes;
    const isContainer = typeof value === "object" && value !== null;
    const span = [offset - this.#bytesAt, this.#offset + 1 - this.#bytesAt] as const;
    const raw = isContainer ? () => bytes.toString("utf8", ...span) : () => scalarText(value);
    return { line, value, raw, ...(isNamed && { id: key }) };
  }
}

/** What is no object is no row, however it was written. */
function scalarText(value: unknown): string {
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

/** Number would round integers beyond 2^53; the parser passes on whatever it is given. */
class ExactTokenizer extends Tokenizer {
  protected override parseNumber(text: string): number {
    return exactNumber(text) as number;
  }
}

function placeOf(at: readonly string[]): string {
  return at.length === 0 ? "it" : `what is at ${at.join(".")}`;
}

function notArray(at: readonly string[]): string {
  return `${placeOf(at)} is an object, not an array: if its names are the ids of its values, say --format json-map`;
}

function notObject(at: readonly string[]): string {
  return `${placeOf(at)} is an array, not an object of ids: say --format json`;
}

/** Without what only the parser's authors understand: its states, and positions within a piece. */
function plainMessage({ message }: Error): string {
  if (message.includes("ended in")) return "it ends in the middle";
  return message
    .replace(/ (at chunk position|in state) .*$/s, "")
    .replace(/^Unexpected (?:[A-Z_]+ \((.*)\)|(.*))$/s, "unexpected $1$2");
}
