import type { Checked } from "../../functions/src/contract/checked.ts";
import { putField } from "../../functions/src/contract/map.ts";
import { PlainError } from "../command/plain-error.ts";
import { cellValue, type Cell, type ColumnType } from "./csv-cell.ts";
import { MalformedError } from "./malformed-error.ts";
import { wrong } from "./row.ts";

/** The first line of a CSV file, which names the columns, and what is known of their types. */
export class CsvHeader {
  readonly #columns: readonly { readonly name: string; readonly type: ColumnType }[];

  /**
   * @param types by name; the columns that it leaves out are `auto`
   * @throws MalformedError when a column has no name, or the name of another
   * @throws PlainError when a type is of a column that is not there
   */
  constructor(cells: readonly Cell[], types: ReadonlyMap<string, ColumnType>) {
    const names = cells.map(({ text }) => text);
    const bad = names.find((name, at) => name === "" || names.indexOf(name) < at);
    if (bad !== undefined) {
      const problem = bad === "" ? "a column has no name" : `two columns are named ${bad}`;
      throw new MalformedError(`${problem}; the first line must name the columns`, { line: 1 });
    }
    for (const name of types.keys()) {
      if (names.includes(name)) continue;
      throw new PlainError(
        `There is no column ${name} to give a type; there are: ${names.join(", ")}.`,
      );
    }
    this.#columns = names.map((name) => ({ name, type: types.get(name) ?? "auto" }));
  }

  /** The row with these cells: an object with a value for every column. */
  toRow(cells: readonly Cell[]): Checked<Record<string, unknown>> {
    const columns = this.#columns;
    if (cells.length !== columns.length) {
      return wrong([], `has ${count(cells.length)} where the header has ${count(columns.length)}`);
    }
    const row: Record<string, unknown> = {};
    for (const [at, { name, type }] of columns.entries()) {
      const read = cellValue(name, cells[at] as Cell, type);
      if (!read.ok) return read;
      putField(row, name, read.value);
    }
    return { ok: true, value: row };
  }
}

function count(cells: number): string {
  return `${String(cells)} ${cells === 1 ? "cell" : "cells"}`;
}
