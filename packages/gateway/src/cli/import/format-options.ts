import { basename, extname } from "node:path";
import { DATE_ORDERS, isTimeZone, type DateOrder } from "./zoned-time.ts";
import { COLUMN_TYPES, type ColumnType } from "./column-type.ts";
import type { CsvOptions } from "./decide-columns.ts";
import { misuse } from "./misuse.ts";
import type { RowFormat } from "./read-rows.ts";

/** The options that say how rows stand in a file, for `parseArgs`. */
export const FORMAT_OPTIONS = {
  format: { type: "string" },
  at: { type: "string" },
  type: { type: "string", multiple: true },
  columns: { type: "string" },
  "no-header": { type: "boolean" },
  delimiter: { type: "string" },
  null: { type: "string", multiple: true },
  "decimal-comma": { type: "boolean" },
  "time-zone": { type: "string" },
  "date-order": { type: "string" },
} as const;

/** What was given for them. */
export interface FormatValues {
  readonly format?: string | undefined;
  readonly at?: string | undefined;
  readonly type?: readonly string[] | undefined;
  readonly columns?: string | undefined;
  readonly "no-header"?: boolean | undefined;
  readonly delimiter?: string | undefined;
  readonly null?: readonly string[] | undefined;
  readonly "decimal-comma"?: boolean | undefined;
  readonly "time-zone"?: string | undefined;
  readonly "date-order"?: string | undefined;
}

const KINDS: readonly RowFormat["kind"][] = ["json", "json-map", "ndjson", "csv"];

const EXTENSIONS: Readonly<Record<string, readonly [RowFormat["kind"], delimiter?: string]>> = {
  ".json": ["json"],
  ".geojson": ["json"],
  ".ndjson": ["ndjson"],
  ".jsonl": ["ndjson"],
  ".csv": ["csv"],
  ".tsv": ["csv", "\t"],
  // What these are is told by how they start.
  ".xlsx": ["csv"],
  ".xls": ["csv"],
  ".zip": ["csv"],
  ".parquet": ["csv"],
  ".arrow": ["csv"],
  ".pdf": ["csv"],
};

/** Whatever is compressed is told by how it starts. */
const COMPRESSED = /\.(gz|bz2|xz|zst|lz4|7z)$/i;

const CSV_ALONE = [
  "type",
  "columns",
  "no-header",
  "delimiter",
  "null",
  "decimal-comma",
  "time-zone",
  "date-order",
] as const;

/** @throws PlainError */
export function formatOf(file: string, values: FormatValues): RowFormat {
  const [known, delimiter] = EXTENSIONS[extensionOf(file)] ?? [];
  const kind = KINDS.find((name) => name === values.format) ?? known;
  if (values.format !== undefined && kind !== values.format) {
    throw misuse(`--format must be ${KINDS.join(", ")}, not ${values.format}.`);
  }
  if (kind === undefined) {
    const name = file === "-" ? "the input" : basename(file);
    throw misuse(`What is in ${name}? Its name doesn't tell: say --format json, ndjson or csv.`);
  }
  if (kind === "csv") {
    if (values.at !== undefined) throw misuse("--at is for JSON files.");
    return { kind, ...csvOptions(values, delimiter) };
  }
  const surplus = CSV_ALONE.find((name) => values[name] !== undefined);
  if (surplus !== undefined) {
    throw misuse(`--${surplus} is for CSV files: JSON says itself what a value is.`);
  }
  if (kind === "ndjson") {
    if (values.at !== undefined) throw misuse("--at is for --format json and json-map.");
    return { kind };
  }
  return { kind, at: placeOf(values.at) };
}

function extensionOf(file: string): string {
  const known = extname(file.replace(COMPRESSED, "")).toLowerCase();
  return known === "" && COMPRESSED.test(file) ? ".zip" : known;
}

function placeOf(text: string | undefined): readonly string[] {
  const names = text === undefined ? [] : text.split(".");
  if (names.some((name) => name === "" || name === "*")) {
    throw misuse("--at must be the names that lead to the rows, with dots between them.");
  }
  return names;
}

function csvOptions(values: FormatValues, delimiter: string | undefined): CsvOptions {
  const timeZone = values["time-zone"];
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw misuse(`--time-zone ${timeZone} is not known: name one such as UTC or Europe/Berlin.`);
  }
  const hasNoHeader = values["no-header"] === true;
  const columns = values.columns === undefined ? undefined : values.columns.split(",");
  if (hasNoHeader && columns === undefined) {
    throw misuse("--no-header needs the names of the columns: --columns a,b,c");
  }
  return {
    delimiter: delimiterOf(values.delimiter) ?? delimiter,
    types: columnTypes(values.type ?? []),
    columns,
    hasNoHeader,
    nulls: new Set(values.null ?? []),
    decimalComma: values["decimal-comma"] === true,
    timeZone,
    dateOrder: dateOrderOf(values["date-order"]),
  };
}

function delimiterOf(text: string | undefined): string | undefined {
  if (text === "tab" || text === "\\t") return "\t";
  if (text === undefined || (text.length === 1 && !/["\r\n]/.test(text))) return text;
  throw misuse("--delimiter must be one character, or tab.");
}

function dateOrderOf(text: string | undefined): DateOrder {
  const order = DATE_ORDERS.find((name) => name === (text ?? "ymd"));
  if (order !== undefined) return order;
  throw misuse(`--date-order must be ${DATE_ORDERS.join(", ")}.`);
}

/** `US Gross=number`: what follows the last equals sign is the type. */
function columnTypes(texts: readonly string[]): ReadonlyMap<string, ColumnType | "auto"> {
  const types = [...COLUMN_TYPES, "auto"] as const;
  return new Map(
    texts.map((text) => {
      const at = text.lastIndexOf("=");
      const type = types.find((name) => name === text.slice(at + 1));
      if (at > 0 && type !== undefined) return [text.slice(0, at), type];
      throw misuse(
        `--type ${text} must be a column and one of ${types.join(", ")}: --type zip=string`,
      );
    }),
  );
}
