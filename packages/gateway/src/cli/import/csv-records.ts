import { scanRecord, type Cell, type CsvRecord } from "./csv-record.ts";
import { MAX_ROW_CHARACTERS } from "./row.ts";

/** A record of a CSV file, or one that is no record. */
export interface ParsedRecord {
  /** Where it starts in the file, from 1. */
  readonly line: number;
  /** As it stands in the file, without its line end. */
  readonly raw: string;
  readonly cells: readonly Cell[];
  /** Why the cells are not to be used. */
  readonly problem?: string;
}

/** How many lines after a stray quote must be rows before it is held for one. */
const MAX_LINES_LOOKED_AT = 100;

const PROBLEMS = {
  misplaced:
    'has a quote that is neither at the start nor at the end of a cell: put the cell in quotes, and write each quote in it twice ("")',
  unclosed: "opens a quote and never closes it",
  "too long": `is longer than ${String(MAX_ROW_CHARACTERS)} characters: is there a quote that is never closed?`,
};

/**
 * Takes the records out of a CSV text that comes in pieces. What is wrong with one concerns no
 * other: behind a quote that is opened by mistake, and so closed by the next one anywhere, it goes on
 * with the next line if that line and those after it are rows of as many cells as the first record.
 */
export class CsvRecords {
  readonly #delimiter: string;
  #text = "";
  #at = 0;
  #line = 1;
  #width: number | undefined;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** The records that this piece completes. Lines without a cell are left out. */
  *push(piece: string, isLast: boolean): Generator<ParsedRecord> {
    this.#text = this.#text.slice(this.#at) + piece;
    this.#at = 0;
    while (this.#at < this.#text.length) {
      const record = this.#scan(this.#at, isLast);
      const parsed = record === undefined ? this.#takeTooLong() : this.#take(record, isLast);
      if (parsed === undefined) return;
      const [first] = parsed.cells;
      const isBlank = parsed.cells.length === 1 && first?.text === "" && !first.quoted;
      if (parsed.problem === undefined && isBlank) continue;
      this.#width ??= parsed.cells.length;
      yield parsed;
    }
  }

  #scan(at: number, isLast: boolean): CsvRecord | undefined {
    return scanRecord(this.#text, at, { delimiter: this.#delimiter, isLast });
  }

  #take(record: CsvRecord, isLast: boolean): ParsedRecord {
    const { problem } = record;
    const isStray = problem !== undefined && record.lines > 1 && this.#areRows(record, isLast);
    if (isStray) return this.#takeLine(PROBLEMS.unclosed);
    const { cells, contentEnd, end, lines } = record;
    const raw = this.#text.slice(this.#at, contentEnd);
    const parsed = { line: this.#line, raw, cells };
    this.#at = end;
    this.#line += lines;
    return problem === undefined ? parsed : { ...parsed, problem: PROBLEMS[problem] };
  }

  /** Whether the lines of a record behind its first are rows themselves. */
  #areRows({ end }: CsvRecord, isLast: boolean): boolean {
    if (this.#width === undefined || this.#width < 2) return false;
    let at = this.#lineEnd();
    for (let count = 0; at < end && count < MAX_LINES_LOOKED_AT; count += 1) {
      const row = this.#scan(at, isLast);
      if (row === undefined || row.problem !== undefined) return false;
      const isRow = row.cells.length === this.#width || row.end === at + 1;
      if (!isRow) return false;
      at = row.end;
    }
    return true;
  }

  #takeTooLong(): ParsedRecord | undefined {
    if (this.#text.length - this.#at <= MAX_ROW_CHARACTERS) return undefined;
    return this.#takeLine(PROBLEMS["too long"]);
  }

  /** Gives up the current line, and that alone. */
  #takeLine(problem: string): ParsedRecord {
    const end = this.#lineEnd();
    const raw = this.#text.slice(this.#at, end).replace(/[\r\n]+$/, "");
    const parsed = { line: this.#line, raw, cells: [], problem };
    this.#at = end;
    this.#line += 1;
    return parsed;
  }

  #lineEnd(): number {
    const lineEnd = /\r\n|\n|\r|$/g;
    lineEnd.lastIndex = this.#at;
    lineEnd.test(this.#text);
    return lineEnd.lastIndex;
  }
}
