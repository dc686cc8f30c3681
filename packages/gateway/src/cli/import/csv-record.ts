/** One cell of a CSV file. */
export interface Cell {
  readonly text: string;
  readonly quoted: boolean;
}

/** One record of a CSV file, as it stands in the text. */
export interface CsvRecord {
  readonly cells: readonly Cell[];
  /** Where it ends, without its line end. */
  readonly contentEnd: number;
  /** Where the next record starts. */
  readonly end: number;
  /** How many lines of the file it takes. */
  readonly lines: number;
  /** What is wrong with its quotes; the cells are then a guess. */
  readonly problem?: "misplaced" | "unclosed";
}

export interface CsvSyntax {
  /** One character. */
  readonly delimiter: string;
  /** Whether nothing follows the text. */
  readonly isLast: boolean;
}

/**
 * Reads the record of a CSV text (RFC 4180) that starts at this index. Lines end with \r\n, \n or \r.
 *
 * @returns undefined where the text ends before the record does
 */
export function scanRecord(text: string, start: number, syntax: CsvSyntax): CsvRecord | undefined {
  const cells: Cell[] = [];
  let lines = 1;
  let problem: CsvRecord["problem"];
  for (let at = start; ;) {
    const cell = text[at] === '"' ? quotedCell(text, at, syntax) : plainCell(text, at, syntax);
    if (cell === undefined) return undefined;
    cells.push({ text: cell.text, quoted: cell.quoted });
    problem ??= cell.problem;
    if (cell.quoted) lines += countLineEnds(cell.text);
    const contentEnd = cell.end;
    if (text[contentEnd] === syntax.delimiter) {
      at = contentEnd + 1;
      continue;
    }
    const end = lineEndAfter(text, contentEnd, syntax);
    if (end === undefined) return undefined;
    return { cells, contentEnd, end, lines, ...(problem !== undefined && { problem }) };
  }
}

interface ScannedCell extends Cell {
  readonly end: number;
  readonly problem?: CsvRecord["problem"];
}

function plainCell(text: string, start: number, syntax: CsvSyntax): ScannedCell {
  const end = plainEnd(text, start, syntax);
  const content = text.slice(start, end);
  const cell = { text: content, quoted: false, end };
  return content.includes('"') ? { ...cell, problem: "misplaced" } : cell;
}

function quotedCell(text: string, start: number, syntax: CsvSyntax): ScannedCell | undefined {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  if (quote === -1) {
    if (!syntax.isLast) return undefined;
    return { text: text.slice(start + 1), quoted: true, end: text.length, problem: "unclosed" };
  }
  if (quote + 1 === text.length && !syntax.isLast) return undefined;
  const content = text.slice(start + 1, quote).replaceAll('""', '"');
  const end = plainEnd(text, quote + 1, syntax);
  const cell = { text: content, quoted: true, end };
  return end === quote + 1 ? cell : { ...cell, problem: "misplaced" };
}

/** Where the next delimiter or line end is. */
function plainEnd(text: string, start: number, { delimiter }: CsvSyntax): number {
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === delimiter || char === "\n" || char === "\r") break;
    at += 1;
  }
  return at;
}

/** Where the line after this line end starts; undefined where more of it may follow. */
function lineEndAfter(text: string, at: number, { isLast }: CsvSyntax): number | undefined {
  if (at === text.length) return isLast ? at : undefined;
  if (text[at] === "\n") return at + 1;
  if (at + 1 === text.length && !isLast) return undefined;
  return text[at + 1] === "\n" ? at + 2 : at + 1;
}

function countLineEnds(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\n" || (text[at] === "\r" && text[at + 1] !== "\n")) count += 1;
  }
  return count;
}
