import type { Rejection, Tally } from "./tally.ts";

/** What an import says at its end. */
export function report(tally: Tally): string {
  const { rowsRead, written, rejected, unchanged } = tally;
  const width = count(rowsRead).length;
  return [
    `Rows read   ${count(rowsRead).padStart(width)}`,
    `Written     ${count(written).padStart(width)}${known(unchanged)}`,
    `Rejected    ${count(rejected).padStart(width)}`,
    ...rejectedRows(tally),
  ].join("\n");
}

function known(unchanged: number): string {
  if (unchanged === 0) return "";
  return `  (${count(unchanged)} of them were there already, and stay unchanged)`;
}

function rejectedRows({ rejected, rejections }: Tally): string[] {
  if (rejected === 0) return [];
  const lines = rejections.flatMap(rejectionLines);
  const more = rejected - rejections.length;
  const rest = more === 0 ? [] : [`  … and ${count(more)} more.`];
  return ["", "Rejected rows:", ...lines, ...rest];
}

function rejectionLines({ row, violations }: Rejection): string[] {
  return violations.map(
    ({ field, description }) =>
      `  row ${String(row)}: ${field === "" ? "" : `${field}: `}${description}`,
  );
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
