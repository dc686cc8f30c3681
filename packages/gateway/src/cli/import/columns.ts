import type { Checked } from "../../errors/checked.ts";
import type { FieldViolation } from "../../errors/error.ts";
import { formatFieldPath } from "../../paths/field-path.ts";
import { putField } from "../../values/map.ts";
import { cellValue, isEmpty, type CellOptions, type ColumnType } from "./column-type.ts";
import type { Cell } from "./csv-record.ts";
import { wrong } from "./row.ts";

/** A column of a CSV file. */
export interface Column {
  /** The field that it becomes; undefined where it is left out. */
  readonly name: string | undefined;
  /** Its name in the file, or made for it; undefined where it has none. */
  readonly title: string | undefined;
  readonly type: ColumnType;
  /** What has decided the type. */
  readonly decidedBy: "schema" | "--type" | "cells";
  /** Whether a field is left out where its cell is empty, and not null. */
  readonly isLeftOutIfEmpty: boolean;
  /** What the user should know of it. */
  readonly note?: string;
}

/** The columns of a CSV file, which make documents of its rows. */
export class Columns {
  readonly columns: readonly Column[];
  readonly #options: CellOptions;
  /** How many cells a row has at least. */
  readonly #minCells: number;

  constructor(columns: readonly Column[], options: CellOptions) {
    this.columns = columns;
    this.#options = options;
    this.#minCells = columns.findLastIndex(({ name }) => name !== undefined) + 1;
  }

  /** The names of the columns in the file. */
  get header(): readonly string[] {
    return this.columns.map(({ title }) => title ?? "");
  }

  /**
   * The row with these cells: an object with a value for every column that is not left out. Cells
   * beyond the last column may be there if they are empty.
   */
  toRow(cells: readonly Cell[]): Checked<Record<string, unknown>> {
    const { columns } = this;
    const surplus = cells.slice(columns.length);
    if (cells.length < this.#minCells || !surplus.every(isNothing)) {
      return wrong([], `has ${count(cells.length)} where the header has ${count(columns.length)}`);
    }
    const row: Record<string, unknown> = {};
    const violations: FieldViolation[] = [];
    for (const [at, column] of columns.entries()) {
      const { name } = column;
      if (name === undefined) continue;
      const problem = this.#put(row, name, { column, cell: cells[at] as Cell });
      if (problem !== undefined) violations.push(problem);
    }
    const [first, ...rest] = violations;
    if (first !== undefined) return { ok: false, violations: [first, ...rest] };
    return { ok: true, value: row };
  }

  #put(
    row: Record<string, unknown>,
    name: string,
    { column, cell }: { readonly column: Column; readonly cell: Cell },
  ): FieldViolation | undefined {
    const empty = isEmpty(cell, this.#options.nulls);
    if (empty && column.isLeftOutIfEmpty) return undefined;
    const read = empty
      ? ({ ok: true, value: null } as const)
      : cellValue(cell, column.type, this.#options);
    if (!read.ok) return { field: formatFieldPath([name]), description: read.description };
    putField(row, name, read.value);
    return undefined;
  }
}

export function isNothing({ text, quoted }: Cell): boolean {
  return text === "" && !quoted;
}

function count(cells: number): string {
  return `${String(cells)} ${cells === 1 ? "cell" : "cells"}`;
}
