import { isEmpty, hintFor, numberText, type CellOptions, type ColumnType } from "./column-type.ts";
import type { Cell } from "./csv-record.ts";
import { exactNumber } from "./exact-number.ts";
import { shown } from "./shown.ts";
import { lacksZone } from "./zoned-time.ts";

/** What a column's cells turned out to hold. */
export interface SeenType {
  readonly type: ColumnType;
  /** What the user should know of it, such as the cells that made it a string. */
  readonly note?: string;
}

/** A cell, and where it stands. */
interface Seen {
  readonly cell: Cell;
  readonly line: number;
}

const KINDS = ["number", "boolean", "code", "text"] as const;
type ColumnKind = (typeof KINDS)[number];

/** So many of the cells that don't fit are shown. */
const MAX_SHOWN = 3;

/** Numbers whose spelling may mean something: 007, +49 89 and 1e5 are codes as well. */
const CODE = /^([+-]?0\d|\+|\d+e\d+$)/i;
const BOOLEAN = /^(true|false)$/i;

/** Sees all cells of a column, and says of what one type they are. */
export class ColumnSight {
  readonly #options: CellOptions;
  readonly #counts: Record<ColumnKind, number> = { number: 0, boolean: 0, code: 0, text: 0 };
  readonly #examples: Record<ColumnKind, Seen[]> = { number: [], boolean: [], code: [], text: [] };
  #withoutZone: Seen | undefined;

  constructor(options: CellOptions) {
    this.#options = options;
  }

  /** Whether no cell has held anything. */
  get isEmpty(): boolean {
    return this.#count(KINDS) === 0;
  }

  /** The first time that leaves its zone open. */
  get withoutZone(): { readonly text: string; readonly line: number } | undefined {
    const seen = this.#withoutZone;
    return seen && { text: seen.cell.text, line: seen.line };
  }

  see(cell: Cell, line: number): void {
    if (isEmpty(cell, this.#options.nulls) || cell.text === "") return;
    const kind = kindOf(cell, this.#options.decimalComma);
    this.#counts[kind] += 1;
    const examples = this.#examples[kind];
    if (examples.length < MAX_SHOWN) examples.push({ cell, line });
    if (this.#withoutZone !== undefined || kind === "number") return;
    if (lacksZone(cell.text, this.#options.dateOrder)) this.#withoutZone = { cell, line };
  }

  /** A number or a boolean only where all cells are; a string loses nothing. */
  decide(): SeenType {
    const { number, boolean, code, text } = this.#counts;
    if (this.isEmpty) return { type: "string", note: "no cell holds anything" };
    if (boolean + code + text === 0) return { type: "number" };
    if (number + code + text === 0) return { type: "boolean" };
    const note = this.#note() ?? this.#hint();
    return { type: "string", ...(note !== undefined && { note }) };
  }

  /** Which cells don't fit the others, if some would be of another type by themselves. */
  #note(): string | undefined {
    const { number, boolean, code, text } = this.#counts;
    if (number > 0) return this.#noteOn("number");
    if (boolean > 0) return this.#noteOn("boolean");
    const areCodes = code > 0 && text === 0;
    return areCodes ? `as numbers they would be others: ${this.#list(["code"])}` : undefined;
  }

  #noteOn(kind: "number" | "boolean"): string {
    const others = KINDS.filter((other) => other !== kind);
    const total = this.#count(KINDS);
    const misfits = this.#count(others);
    const noun = kind === "number" ? "numbers" : "true or false";
    // Of texts with a few numbers among them the numbers are what is odd.
    if (misfits > total / 2 && this.#counts.text > 0) {
      const fits = total - misfits;
      return `only ${String(fits)} of ${String(total)} cells are plain ${noun}: ${this.#list([kind])}`;
    }
    return `${String(misfits)} of ${String(total)} cells are not plain ${noun}: ${this.#list(others)}`;
  }

  #count(kinds: readonly ColumnKind[]): number {
    return kinds.reduce((sum, kind) => sum + this.#counts[kind], 0);
  }

  #list(kinds: readonly ColumnKind[]): string {
    const examples = kinds
      .flatMap((kind) => this.#examples[kind])
      .toSorted((a, b) => a.line - b.line)
      .slice(0, MAX_SHOWN)
      .map((seen) => this.#describe(seen));
    return [...examples, ...(this.#count(kinds) > examples.length ? ["…"] : [])].join(", ");
  }

  #describe({ cell, line }: Seen): string {
    const { decimalComma } = this.#options;
    const why = cell.quoted && isNumber(cell.text, decimalComma) ? ", quoted" : "";
    return `${shown(cell.text)} (line ${String(line)}${why})`;
  }

  /** What a column of texts might be meant as. */
  #hint(): string | undefined {
    const [first] = this.#examples.text;
    if (first === undefined) return undefined;
    const { text } = first.cell;
    const hint = hintFor(text, this.#options.decimalComma).trim();
    if (hint !== "") return `${shown(text)} (line ${String(first.line)}) is no number ${hint}`;
    const isTime = this.#withoutZone?.line === first.line;
    return isTime ? "--type NAME=timestamp makes times of it" : undefined;
  }
}

function kindOf({ text, quoted }: Cell, decimalComma: boolean): ColumnKind {
  if (quoted) return "text";
  const trimmed = text.trim();
  if (BOOLEAN.test(trimmed)) return "boolean";
  const number = numberText(trimmed, decimalComma);
  if (number === undefined || Number.isNaN(exactNumber(number))) return "text";
  return CODE.test(trimmed) ? "code" : "number";
}

function isNumber(text: string, decimalComma: boolean): boolean {
  return numberText(text.trim(), decimalComma) !== undefined;
}
