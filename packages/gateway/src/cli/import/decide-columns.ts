import { PlainError } from "../command/plain-error.ts";
import { ColumnSight } from "./column-sight.ts";
import { Columns, isNothing, type Column } from "./columns.ts";
import {
  checkAreNames,
  checkDelimiter,
  givenNames,
  namesOf,
  type ColumnName,
} from "./column-names.ts";
import type { CellOptions, ColumnType } from "./column-type.ts";
import type { Cell } from "./csv-record.ts";
import { CsvRecords, type ParsedRecord } from "./csv-records.ts";
import type { RowChanges } from "./field-changes.ts";
import { readText, type TextFile } from "./read-text.ts";
import type { SchemaColumn } from "./schema-columns.ts";

/** How a CSV file is read. */
export interface CsvOptions extends CellOptions {
  /** One character; undefined where the header tells. @default a comma */
  readonly delimiter: string | undefined;
  /** By the name of the column; `auto` is what the cells say. */
  readonly types: ReadonlyMap<string, ColumnType | "auto">;
  /** The names of the columns; an empty one leaves the column out. @default the first record */
  readonly columns: readonly string[] | undefined;
  /** Whether the first record is a row. */
  readonly hasNoHeader: boolean;
}

export interface DecideColumnsOptions {
  readonly csv: CsvOptions;
  /** What the collection's schema says of a field. */
  readonly schema: (field: string) => SchemaColumn | undefined;
  readonly changes: RowChanges;
}

const COMMA = ",";

/** What is known of a CSV file before its rows are read. */
export interface CsvPlan {
  readonly columns: Columns;
  readonly delimiter: string;
}

/**
 * Reads a CSV file to its end, and decides what each of its columns holds: what the option says, or
 * else the collection's schema, or else all of its cells.
 *
 * @throws PlainError where the file can't be imported as it is; it says what to do
 */
export async function decideColumns(
  file: TextFile,
  options: DecideColumnsOptions,
): Promise<CsvPlan> {
  const { csv } = options;
  const delimiter = csv.delimiter ?? COMMA;
  const { names, sights } = await look(file, csv);
  checkTypes(csv.types, names);
  const columns = names.map((name, at) =>
    decide(name, { ...options, sight: sights[at] as ColumnSight }),
  );
  checkNames(columns);
  if (columns.every(({ name }) => name === undefined)) {
    throw new PlainError(`${file.path} has no column with a name.`);
  }
  return { columns: new Columns(columns, csv), delimiter };
}

interface Look {
  readonly names: readonly ColumnName[];
  readonly sights: readonly ColumnSight[];
}

async function look(file: TextFile, csv: CsvOptions): Promise<Look> {
  let names: readonly ColumnName[] | undefined;
  let sights: readonly ColumnSight[] = [];
  for await (const record of recordsOf(file, csv.delimiter ?? COMMA)) {
    if (names === undefined) {
      names = readNames(record, csv);
      sights = names.map(() => new ColumnSight(csv));
      if (!csv.hasNoHeader) continue;
    }
    if (isWhole(record, names)) see(sights, record);
  }
  if (names === undefined) throw new PlainError(`${file.path} has no line with anything on it.`);
  return { names, sights };
}

/** The records of a CSV file, and how much of it was read when each was known. */
export async function* recordsOf(
  file: TextFile,
  delimiter: string,
): AsyncGenerator<ParsedRecord & { readonly bytesRead: number }> {
  const records = new CsvRecords(delimiter);
  for await (const { text, isLast, bytesRead } of readText(file)) {
    for (const record of records.push(text, isLast)) yield { ...record, bytesRead };
  }
}

function readNames({ cells, problem, line }: ParsedRecord, csv: CsvOptions): readonly ColumnName[] {
  if (problem !== undefined) throw new PlainError(`The header (line ${String(line)}) ${problem}.`);
  if (csv.delimiter === undefined) checkDelimiter(cells, COMMA);
  if (csv.columns !== undefined) return givenNames(csv.columns, cells.length);
  if (!cells.every(isNothing)) checkAreNames(cells);
  return namesOf(cells);
}

/** What is no row, or one of another length, is rejected, so that its cells say nothing. */
function isWhole({ cells, problem }: ParsedRecord, names: readonly ColumnName[]): boolean {
  const minCells = names.findLastIndex(({ name, isMade }) => name !== undefined && !isMade) + 1;
  const isLong = !cells.slice(names.length).every(isNothing);
  return problem === undefined && cells.length >= minCells && !isLong;
}

function see(sights: readonly ColumnSight[], { cells, line }: ParsedRecord): void {
  for (const [at, sight] of sights.entries()) {
    const cell: Cell | undefined = cells[at];
    if (cell !== undefined) sight.see(cell, line);
  }
}

function checkTypes(types: CsvOptions["types"], names: readonly ColumnName[]): void {
  const there = names.flatMap(({ name }) => name ?? []);
  for (const name of types.keys()) {
    if (there.includes(name)) continue;
    throw new PlainError(
      `There is no column ${name} to give a type; there are: ${there.join(", ")}.`,
    );
  }
}

interface DecideOptions extends DecideColumnsOptions {
  readonly sight: ColumnSight;
}

function decide(column: ColumnName, options: DecideOptions): Column {
  const { sight, csv, schema, changes } = options;
  const { name, note } = column;
  if (name === undefined || (column.isMade && sight.isEmpty)) return leftOut(undefined, note);
  const field = changes.nameOf(name);
  if (field === undefined) return leftOut(name, undefined);
  const declared = schema(field);
  checkManaged(field, declared);
  const found = typeFor({ name, declared }, options);
  if (found.type === "timestamp") checkZones(name, sight, csv);
  const renamed = field === name ? undefined : `the file's ${name}`;
  const notes = [note, renamed, found.note].filter((each) => each !== undefined);
  return {
    ...found,
    name: field,
    title: name,
    isLeftOutIfEmpty: declared?.isLeftOutIfEmpty === true,
    ...(notes.length > 0 && { note: notes.join("; ") }),
  };
}

type Typed = Pick<Column, "type" | "decidedBy"> & { readonly note?: string };

function typeFor(
  { name, declared }: { readonly name: string; readonly declared: SchemaColumn | undefined },
  { csv, sight }: DecideOptions,
): Typed {
  const given = csv.types.get(name);
  if (given !== undefined && given !== "auto") return { type: given, decidedBy: "--type" };
  if (given === undefined && declared?.type !== undefined) {
    return { type: declared.type, decidedBy: "schema" };
  }
  return { ...sight.decide(), decidedBy: "cells" };
}

function leftOut(title: string | undefined, note: string | undefined): Column {
  const why = note === undefined ? "" : `${note}, and no cell holds anything: `;
  return {
    name: undefined,
    title,
    type: "string",
    decidedBy: "cells",
    isLeftOutIfEmpty: true,
    ...(why !== "" && { note: `${why}left out` }),
  };
}

function checkNames(columns: readonly Column[]): void {
  const names = columns.flatMap(({ name }) => name ?? []);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new PlainError(`Two columns would be the field ${twice}.`);
}

function checkManaged(name: string, declared: SchemaColumn | undefined): void {
  if (declared?.isManaged !== true) return;
  throw new PlainError(
    `The collection's ${name} is set by the server, so that the file's can't be stored there: ` +
      `--rename ${name}=NAME keeps it as another field, --omit ${name} leaves it out.`,
  );
}

/** A time of nobody knows which zone would be another time for most. */
function checkZones(name: string, { withoutZone }: ColumnSight, { timeZone }: CellOptions): void {
  if (withoutZone === undefined || timeZone !== undefined) return;
  const { text, line } = withoutZone;
  throw new PlainError(
    `The times of ${name} don't all say their time zone (${text}, line ${String(line)}): add ` +
      "--time-zone with the zone that they are of, such as UTC or Europe/Berlin.",
  );
}
