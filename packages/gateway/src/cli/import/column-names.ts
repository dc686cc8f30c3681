import { PlainError } from "../command/plain-error.ts";
import { numberText } from "./column-type.ts";
import type { Cell } from "./csv-record.ts";
import { shown } from "./shown.ts";

/** The name of a column; undefined where it has none. */
export interface ColumnName {
  readonly name: string | undefined;
  /** Whether the file gives none, and this one is made from its place. */
  readonly isMade: boolean;
  /** What was done about the name that the file gives. */
  readonly note?: string;
}

/** What stands between cells, where it is not a comma, and the option that says so. */
const OTHER_DELIMITERS: readonly (readonly [delimiter: string, option: string])[] = [
  [";", "--delimiter ';'"],
  ["\t", "--delimiter tab"],
  ["|", "--delimiter '|'"],
  [",", "--delimiter ','"],
];

/**
 * Refuses a header that another delimiter would take into more columns.
 *
 * @throws PlainError that names the option to give
 */
export function checkDelimiter(header: readonly Cell[], delimiter: string): void {
  const plain = header.flatMap(({ text, quoted }) => (quoted ? [] : text));
  for (const [other, option] of OTHER_DELIMITERS) {
    const columns = 1 + plain.reduce((sum, text) => sum + text.split(other).length - 1, 0);
    if (other === delimiter || columns <= header.length) continue;
    throw new PlainError(
      `The header has ${count(header.length)} by “${delimiter}”, of which the first is ` +
        `${shown(header[0]?.text ?? "")}, and ${count(columns)} by another delimiter: add ${option} ` +
        `(or --delimiter '${delimiter}', if it is right so).`,
    );
  }
}

/**
 * Refuses a header of numbers: it is a row of a file without a header, and would be lost.
 *
 * @throws PlainError that says what to do
 */
export function checkAreNames(header: readonly Cell[]): void {
  const texts = header.map(({ text }) => text.trim()).filter((text) => text !== "");
  if (texts.some((text) => numberText(text, false) === undefined)) return;
  throw new PlainError(
    `The first line names no columns, but has values (${texts.slice(0, 3).join(", ")}): add --no-header ` +
      "and the names, --columns a,b,c (or --columns alone, if they are names).",
  );
}

function count(columns: number): string {
  return `${String(columns)} column${columns === 1 ? "" : "s"}`;
}

/** The names that the header gives, without blanks around them, and made where one is missing or there already. */
export function namesOf(header: readonly Cell[]): readonly ColumnName[] {
  const texts = header.map(({ text }) => text.trim());
  const taken = new Set(texts);
  const seen = new Set<string>();
  return header.map(({ text }, at): ColumnName => {
    const given = texts[at] as string;
    const column = `column ${String(at + 1)}`;
    if (given === "") {
      const name = freeName(`column${String(at + 1)}`, taken);
      return { name, isMade: true, note: `${column} has no name` };
    }
    if (seen.has(given)) {
      return {
        name: freeName(given, taken),
        isMade: false,
        note: `${column} is named ${given} too`,
      };
    }
    seen.add(given);
    if (given === text) return { name: given, isMade: false };
    return { name: given, isMade: false, note: `${column} is named ${shown(text)}` };
  });
}

/** The names that the user gives instead; an empty one leaves the column out. */
export function givenNames(given: readonly string[], columns: number): readonly ColumnName[] {
  if (given.length !== columns) {
    throw new PlainError(
      `--columns gives ${String(given.length)} names, and the file has ${count(columns)}.`,
    );
  }
  return given.map((name) => ({ name: name === "" ? undefined : name, isMade: false }));
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}_${String(number)}`;
  taken.add(free);
  return free;
}
