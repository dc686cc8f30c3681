import { isNothing } from "./columns.ts";
import { decideColumns, recordsOf, type CsvOptions, type CsvPlan } from "./decide-columns.ts";
import { PlainError } from "../command/plain-error.ts";
import { describeObject } from "./describe-object.ts";
import type { RowChanges } from "./field-changes.ts";
import { JsonItems } from "./json-items.ts";
import { MalformedError } from "./malformed-error.ts";
import { NdjsonLines } from "./ndjson-lines.ts";
import { checkText, headOf, readText, type TextFile, type TextPiece } from "./read-text.ts";
import type { RejectsFrame } from "./rejects-file.ts";
import { wrong, type Row } from "./row.ts";
import type { SchemaColumn } from "./schema-columns.ts";

/** How rows stand in a file. */
export type RowFormat =
  | { readonly kind: "ndjson" }
  | {
      readonly kind: "json" | "json-map";
      /** The names that lead to the rows. */
      readonly at: readonly string[];
    }
  | ({ readonly kind: "csv" } & CsvOptions);

/** A file whose rows can be read, as far as a first look can tell. */
export interface RowFile {
  readonly file: TextFile;
  readonly format: RowFormat;
  /** What is known of a CSV file's columns. */
  readonly csv?: CsvPlan;
  /** How rows that were rejected are written. */
  readonly frame: RejectsFrame;
}

export interface OpenRowsOptions {
  readonly format: RowFormat;
  /** What the collection's schema says of a field. */
  readonly schema: (field: string) => SchemaColumn | undefined;
  readonly changes: RowChanges;
}

const NDJSON_FRAME: RejectsFrame = { start: "", between: "\n", end: "\n" };
const JSON_FRAME: RejectsFrame = { start: "[\n", between: ",\n", end: "\n]\n" };
const JSON_MAP_FRAME: RejectsFrame = { start: "{\n", between: ",\n", end: "\n}\n" };

/**
 * Reads a file to its end once, before anything is made of it.
 *
 * @throws PlainError where it is not what the format says, and what to do
 */
export async function openRows(file: TextFile, options: OpenRowsOptions): Promise<RowFile> {
  const { format } = options;
  const head = (await headOf(file)).trimStart();
  if (format.kind === "csv") {
    const csv = await decideColumns(file, { ...options, csv: format });
    return { file, format, csv, frame: csvFrame(csv) };
  }
  await checkText(file);
  if (format.kind === "ndjson") return { file, format, frame: NDJSON_FRAME };
  const isObject = head.startsWith("{");
  if (format.kind === "json" && format.at.length === 0 && isObject) {
    throw new PlainError(`${file.path} can't be imported: ${describeObject(head)}`);
  }
  return { file, format, frame: format.kind === "json" ? JSON_FRAME : JSON_MAP_FRAME };
}

/** With the names that the columns have got. */
function csvFrame({ columns, delimiter }: CsvPlan): RejectsFrame {
  const names = columns.header.map((name) =>
    /["\r\n]/.test(name) || name.includes(delimiter) ? `"${name.replaceAll('"', '""')}"` : name,
  );
  return { start: `${names.join(delimiter)}\n`, between: "\n", end: "\n" };
}

/**
 * Reads the rows of a file one after the other; never more of it is in memory than a piece and a row.
 *
 * @throws PlainError where it can't go on, after all rows before
 */
export async function* readRows({ file, format, csv }: RowFile): AsyncGenerator<Row> {
  let number = 0;
  try {
    for await (const row of csv === undefined
      ? readJson(file, format)
      : readCsv(file, { csv, format })) {
      number += 1;
      yield { ...row, number };
    }
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new PlainError(
      `${file.path} can't be read beyond row ${String(number)} (line ${String(error.line)}): ${error.message}.`,
      { cause: error },
    );
  }
}

type Unnumbered = Omit<Row, "number">;

async function* readCsv(
  file: TextFile,
  { csv: { columns, delimiter }, format }: { readonly csv: CsvPlan; readonly format: RowFormat },
): AsyncGenerator<Unnumbered> {
  let isHeader = format.kind === "csv" && !format.hasNoHeader;
  for await (const { cells, line, raw, problem, bytesRead } of recordsOf(file, delimiter)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    if (problem === undefined && cells.every(isNothing)) continue;
    const content = problem === undefined ? columns.toRow(cells) : wrong([], problem);
    yield { line, content, raw: () => raw, bytesRead };
  }
}

async function* readJson(file: TextFile, format: RowFormat): AsyncGenerator<Unnumbered> {
  if (format.kind === "ndjson") {
    const lines = new NdjsonLines();
    for await (const { text, isLast, bytesRead } of readText(file)) {
      for (const { line, raw, content } of lines.push(text, isLast)) {
        yield { line, content, raw: () => raw, bytesRead };
      }
    }
  } else if (format.kind !== "csv") {
    yield* readItems(readText(file), format);
  }
}

async function* readItems(
  pieces: AsyncIterable<TextPiece>,
  { kind, at }: RowFormat & { readonly kind: "json" | "json-map" },
): AsyncGenerator<Unnumbered> {
  const items = new JsonItems({ at, byId: kind === "json-map" });
  let isEmpty = true;
  for await (const { text, isLast, bytesRead } of pieces) {
    for (const { line, value, id, raw } of items.push(text, isLast)) {
      isEmpty = false;
      const content = { ok: true, value } as const;
      if (id === undefined) yield { line, content, raw, bytesRead };
      else yield { line, content, id, raw: () => `${JSON.stringify(id)}: ${raw()}`, bytesRead };
    }
  }
  if (isEmpty && !items.hasRows) {
    const place = at.length === 0 ? "at its start" : `at ${at.join(".")}`;
    throw new MalformedError(
      `there is no ${kind === "json" ? "array" : "object"} of rows ${place}`,
      1,
    );
  }
}
