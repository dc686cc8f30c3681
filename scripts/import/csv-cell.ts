import type { Checked } from "../../functions/src/contract/checked.ts";
import { exactNumber, isInt64 } from "./exact-number.ts";
import { wrong } from "./row.ts";

/** What the cells of a column hold; `auto` is decided cell by cell. */
export const COLUMN_TYPES = ["auto", "string", "number", "boolean", "json"] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** One cell of a CSV file. */
export interface Cell {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * A number that is written the one way in which numbers are written. Not `007`, which is a code;
 * not `0E8`, which is an airport.
 */
const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const MAX_SHOWN = 60;

/**
 * What a cell holds. An empty cell is null, whatever its column holds; a quoted empty one is an
 * empty string.
 */
export function cellValue(
  column: string,
  { text, quoted }: Cell,
  type: ColumnType,
): Checked<unknown> {
  if (text === "" && !quoted) return { ok: true, value: null };
  switch (type) {
    case "auto":
      return { ok: true, value: quoted ? text : plainValue(text) };
    case "string":
      return { ok: true, value: text };
    case "number":
      if (NUMBER.test(text)) return { ok: true, value: exactNumber(text.replace(/^\+/, "")) };
      return wrong([column], `${shown(text)} is not a number`);
    case "boolean":
      if (/^(true|false)$/i.test(text)) return { ok: true, value: /^t/i.test(text) };
      return wrong([column], `${shown(text)} is neither true nor false`);
    case "json":
      return jsonValue(column, text);
  }
}

function plainValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  if (!PLAIN_NUMBER.test(text)) return text;
  const number = exactNumber(text);
  return typeof number === "bigint" && !isInt64(number) ? text : number;
}

type Reviver = (name: string, value: unknown, context: { readonly source: string }) => unknown;

const reviveExactly: Reviver = (_name, value, { source }) =>
  typeof value === "number" ? exactNumber(source) : value;

function jsonValue(column: string, text: string): Checked<unknown> {
  try {
    return { ok: true, value: JSON.parse(text, reviveExactly as Parameters<typeof JSON.parse>[1]) };
  } catch {
    return wrong([column], `${shown(text)} is not JSON`);
  }
}

/** So that a report stays readable. */
function shown(text: string): string {
  return text.length > MAX_SHOWN
    ? `${JSON.stringify(text.slice(0, MAX_SHOWN))} …`
    : JSON.stringify(text);
}
