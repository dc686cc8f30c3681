import { readFileSync } from "node:fs";

/** A section of a page, from its heading to the next. @throws Error where there is none */
export function sectionOf(page: string, heading: string): string {
  const sections = readFileSync(page, "utf8").split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${page} has no section ${heading}.`);
  return section;
}
