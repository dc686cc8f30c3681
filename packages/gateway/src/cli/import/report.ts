import type { Column } from "./columns.ts";
import type { Rejection, Tally } from "./tally.ts";

/** What an import says at its end. */
export interface Report {
  readonly tally: Tally;
  /** Of a CSV file. */
  readonly columns?: readonly Column[] | undefined;
  /** Where nothing was written but tried. */
  readonly trial?: DryRun;
  /** Where the rejected rows are, and the command that imports them once they are mended. */
  readonly rejects?: { readonly path: string; readonly command: string } | undefined;
}

export interface DryRun {
  /** Path of the collection. */
  readonly collection: string;
  /** Whether it is declared here, so that its schema was asked. */
  readonly isDeclared: boolean;
  /** Of the first documents. */
  readonly ids: readonly string[];
}

export function report(of: Report): string {
  return [
    ...countLines(of),
    ...columnLines(of),
    ...rejectedRows(of.tally),
    ...rejectsLines(of),
  ].join("\n");
}

function countLines({ tally, trial }: Report): string[] {
  const { rowsRead, written, rejected, unchanged } = tally;
  const width = count(rowsRead).length;
  const read = `Rows read   ${count(rowsRead).padStart(width)}`;
  const refused = `Rejected    ${count(rejected).padStart(width)}`;
  if (trial === undefined) {
    return [read, `Written     ${count(written).padStart(width)}${known(unchanged)}`, refused];
  }
  const { collection, isDeclared, ids } = trial;
  const by = isDeclared
    ? `the schema of ${collection}, as it is declared here`
    : `Firestore's own limits alone: ${collection} is not declared here`;
  const first = ids.length === 0 ? [] : ["", `The first ids: ${ids.join(", ")}`];
  return [`Nothing was written. Rows were checked by ${by}.`, read, refused, ...first];
}

function known(unchanged: number): string {
  if (unchanged === 0) return "";
  return `  (${count(unchanged)} of them were there already, and stay unchanged)`;
}

const DECIDED_BY: Readonly<Record<Column["decidedBy"], string>> = {
  schema: "by the collection's schema",
  "--type": "by --type",
  cells: "by its cells",
};

function columnLines({ columns }: Report): string[] {
  if (columns === undefined) return [];
  const names = columns.map(({ name, title }, at) => name ?? title ?? `column${String(at + 1)}`);
  const width = Math.min(30, Math.max(...names.map((name) => name.length)));
  const lines = columns.map(({ name, type, decidedBy, note }, at) => {
    const shown = (names[at] as string).padEnd(width);
    if (name === undefined) return `  ${shown}  left out${note === undefined ? "" : ` (${note})`}`;
    const why = note === undefined ? "" : `: ${note}`;
    return `  ${shown}  ${type.padEnd(9)}  ${DECIDED_BY[decidedBy]}${why}`;
  });
  return ["", "Columns:", ...lines];
}

function rejectedRows({ rejected, rejections }: Tally): string[] {
  if (rejected === 0) return [];
  const lines = rejections.flatMap(rejectionLines);
  const more = rejected - rejections.length;
  const rest = more === 0 ? [] : [`  … and ${count(more)} more.`];
  return ["", "Rejected rows:", ...lines, ...rest];
}

function rejectionLines({ row, line, violations }: Rejection): string[] {
  const place = `line ${String(line)}, row ${String(row)}`;
  return violations.map(
    ({ field, description }) => `  ${place}: ${field === "" ? "" : `${field}: `}${description}`,
  );
}

function rejectsLines({ rejects }: Report): string[] {
  if (rejects === undefined) return [];
  return ["", `They are in ${rejects.path}. Mended, they are imported by:`, `  ${rejects.command}`];
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
