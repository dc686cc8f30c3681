import { createReadStream } from "node:fs";
import type { Checked } from "../../functions/src/contract/checked.ts";
import { PlainError } from "../command/plain-error.ts";
import type { ColumnType } from "./csv-cell.ts";
import { CsvHeader } from "./csv-header.ts";
import { CsvRows } from "./csv-rows.ts";
import { JsonRows, type JsonLayout } from "./json-rows.ts";
import { lineAt } from "./line-at.ts";
import { MalformedError, type Completed } from "./malformed-error.ts";
import type { Row } from "./row.ts";

/** How rows stand in a file. */
export type RowFormat =
  | { readonly kind: "json" | "ndjson" }
  | {
      readonly kind: "csv";
      /** One character. */
      readonly delimiter: string;
      /** By the name of the column; the others are `auto`. */
      readonly types: ReadonlyMap<string, ColumnType>;
    };

/**
 * Reads the rows of a file one after the other; never more of it is in memory than a piece and a row.
 *
 * @throws PlainError where it can't go on, after all rows before
 */
export async function* readRows(file: string, format: RowFormat): AsyncGenerator<Row> {
  const bytes = createReadStream(file);
  let number = 0;
  try {
    for await (const content of contents(bytes, format)) {
      number += 1;
      yield { number, content, bytesRead: bytes.bytesRead };
    }
  } catch (error) {
    throw await toPlainError(error, { file, row: number + 1 });
  }
}

function contents(
  bytes: AsyncIterable<Buffer>,
  format: RowFormat,
): AsyncGenerator<Checked<unknown>> {
  if (format.kind === "csv") return readCsv(bytes, format);
  return readJson(bytes, format.kind === "json" ? "array" : "sequence");
}

async function* readJson(
  bytes: AsyncIterable<Buffer>,
  layout: JsonLayout,
): AsyncGenerator<Checked<unknown>> {
  for await (const value of parse(bytes, new JsonRows(layout))) yield { ok: true, value };
}

async function* readCsv(
  bytes: AsyncIterable<Buffer>,
  { delimiter, types }: RowFormat & { readonly kind: "csv" },
): AsyncGenerator<Checked<unknown>> {
  let header: CsvHeader | undefined;
  for await (const cells of parse(bytes, new CsvRows(delimiter))) {
    if (header === undefined) header = new CsvHeader(cells, types);
    else yield header.toRow(cells);
  }
  if (header === undefined) throw new MalformedError("it is empty", { line: 1 });
}

/** Takes rows out of a file that comes in pieces. */
interface Parser<T> {
  write(piece: Buffer): Completed<T> | Promise<Completed<T>>;
  end(): Completed<T> | Promise<Completed<T>>;
}

async function* parse<T>(bytes: AsyncIterable<Buffer>, parser: Parser<T>): AsyncGenerator<T> {
  for await (const piece of bytes) yield* rowsOf(await parser.write(piece));
  yield* rowsOf(await parser.end());
}

function* rowsOf<T>({ rows, fault }: Completed<T>): Generator<T> {
  yield* rows;
  if (fault !== undefined) throw fault;
}

async function toPlainError(
  error: unknown,
  { file, row }: { readonly file: string; readonly row: number },
): Promise<unknown> {
  if (error instanceof MalformedError) {
    const { place } = error;
    const line = "line" in place ? place.line : await lineAt(file, place.offset);
    return new PlainError(
      `${file} can't be read beyond row ${String(row - 1)} (line ${String(line)}): ${error.message}.`,
      { cause: error },
    );
  }
  if (isSystemError(error)) {
    return new PlainError(`${file} can't be read: ${error.message}.`, { cause: error });
  }
  return error;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === "object" && error !== null && "syscall" in error;
}
