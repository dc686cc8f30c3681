/** The tables of a part of the report, by the quantity that each is about, in Markdown. */
export interface TablesOfPart {
  readonly title: string;
  readonly tables: Readonly<Record<string, string>>;
}

const HEADING = /^## (.*)$/;
/** Date, machine and runtime, in a paragraph of their own. */
const MACHINE = /^\d{4}-\d\d-\d\d, \d+ × .*$/m;

/**
 * Puts tables into a page in place of those that are about the same under the same heading, and the
 * machine in place of the machine. What else the page says is left as it is.
 *
 * @throws Error for a table that the page has no place for
 */
export function replaceTables(
  page: string,
  parts: readonly TablesOfPart[],
  machine: string,
): string {
  const blocks = page.replace(MACHINE, machine).split("\n\n");
  const missing = new Set(
    parts.flatMap(({ title, tables }) =>
      Object.keys(tables).map((quantity) => `${title}: ${quantity}`),
    ),
  );
  let heading = "";
  const replaced = blocks.map((block) => {
    heading = HEADING.exec(block)?.[1] ?? heading;
    const quantity = quantityOf(block);
    const table = parts.find(({ title }) => title === heading)?.tables[quantity];
    if (table === undefined) return block;
    missing.delete(`${heading}: ${quantity}`);
    return block.endsWith("\n") ? `${table}\n` : table;
  });
  if (missing.size === 0) return replaced.join("\n\n");
  throw new Error(`The page has no table for ${[...missing].join("; ")}.`);
}

/** The first cell of a table's head; empty for what is no table. */
function quantityOf(block: string): string {
  return /^\| (.*?) +\|/.exec(block)?.[1] ?? "";
}
