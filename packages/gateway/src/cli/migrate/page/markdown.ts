import { printable } from "./printable.ts";

/** A text of whoever's in which nothing is markup, on one line. */
export function markdownText(text: string): string {
  return printable(text).replaceAll(/[\\`*_[\]<>|#&~!]/g, String.raw`\$&`);
}

/** A text as code; as text where it has what code can't have, in a table either. */
export function markdownCode(text: string): string {
  if (text === "" || /[\\`]/.test(text)) return markdownText(text);
  return `\`${printable(text).replaceAll("|", String.raw`\|`)}\``;
}

/** A table of cells that are Markdown already. */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
