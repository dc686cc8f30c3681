import type { Parsed } from "../../paths/field-path.ts";
import type { Cell } from "./csv-record.ts";
import { exactNumber } from "./exact-number.ts";
import { parseJson } from "./parse-json.ts";
import { shown } from "./shown.ts";
import { readTime, type TimeOptions } from "./zoned-time.ts";

/** What the cells of a column hold. */
export const COLUMN_TYPES = [
  "string",
  "number",
  "boolean",
  "timestamp",
  "json",
  "reference",
  "bytes",
] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** How the cells of a file are written. */
export interface CellOptions extends TimeOptions {
  /** Texts that stand for null, besides nothing at all. */
  readonly nulls: ReadonlySet<string>;
  /** Whether numbers are written as 2,6. */
  readonly decimalComma: boolean;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const COMMA_NUMBER = /^[+-]?(\d+(,\d*)?|,\d+)(e[+-]?\d+)?$/i;
const TRUE = /^(true|t|yes|y|1)$/i;
const FALSE = /^(false|f|no|n|0)$/i;

/** Whether a cell holds nothing: an empty one, unless it is a quoted one of text. */
export function isEmpty({ text, quoted }: Cell, nulls: ReadonlySet<string>): boolean {
  return !quoted && (text === "" || nulls.has(text));
}

/**
 * What a cell of a column of this type means, or why it means nothing; the description goes on from
 * the name of the column. Cells that are empty are not asked about.
 */
export function cellValue({ text }: Cell, type: ColumnType, options: CellOptions): Parsed<unknown> {
  if (type === "string") return { ok: true, value: text };
  const trimmed = text.trim();
  if (trimmed === "") return { ok: true, value: null };
  switch (type) {
    case "number":
      return numberValue(trimmed, options);
    case "boolean":
      if (TRUE.test(trimmed)) return { ok: true, value: true };
      if (FALSE.test(trimmed)) return { ok: true, value: false };
      return no(`${shown(text)} is neither true nor false`);
    case "timestamp": {
      const time = readTime(trimmed, options);
      if (!time.ok) return no(`${shown(text)} ${time.description}`);
      return { ok: true, value: { $timestamp: time.value } };
    }
    case "json":
      return jsonValue(text);
    case "reference":
      return { ok: true, value: { $reference: trimmed } };
    case "bytes":
      return { ok: true, value: { $bytes: trimmed } };
  }
}

/** The text of a number as JSON has it; undefined where it is none. */
export function numberText(text: string, decimalComma: boolean): string | undefined {
  if (!(decimalComma ? COMMA_NUMBER : NUMBER).test(text)) return undefined;
  return text.replace(",", ".").replace(/^\+/, "");
}

function numberValue(text: string, { decimalComma }: CellOptions): Parsed<number | bigint> {
  const plain = numberText(text, decimalComma);
  if (plain === undefined)
    return no(`${shown(text)} is not a number${hintFor(text, decimalComma)}`);
  const number = exactNumber(plain);
  if (Number.isNaN(number))
    return no(`${shown(text)} is a number that Firestore can't hold exactly`);
  return { ok: true, value: number };
}

/** What would make a number of it. */
export function hintFor(text: string, decimalComma: boolean): string {
  if (decimalComma || !COMMA_NUMBER.test(text.trim())) return "";
  return /^[+-]?\d{1,3},\d{3}$/.test(text.trim())
    ? " (take its thousands separator out, or add --decimal-comma if it is a decimal comma)"
    : " (--decimal-comma reads it as one)";
}

function jsonValue(text: string): Parsed<unknown> {
  try {
    return { ok: true, value: parseJson(text) };
  } catch {
    return no(`${shown(text)} is not JSON`);
  }
}

function no(description: string): Parsed<never> {
  return { ok: false, description };
}
