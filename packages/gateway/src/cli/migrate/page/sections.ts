import { escapeHtml, htmlPage, htmlSection, htmlTable } from "./html.ts";
import { markdownCode, markdownTable, markdownText } from "./markdown.ts";

/** A cell of a table. */
export interface PageCell {
  readonly text: string;
  /** Whether it is a name in code. */
  readonly isCode?: true;
  readonly tone?: "done" | "now" | "waits";
}

/** A table of a page. */
export interface PageTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly PageCell[])[];
}

/** A part of a page: sentences, or a table. It is left out where it has neither. */
export interface PageSection {
  readonly title: string;
  readonly sentences?: readonly string[];
  readonly table?: PageTable;
}

/** A page in whatever form. */
export interface ReportPage {
  readonly title: string;
  readonly summary: string;
  /** How much is done, of how much. */
  readonly progress: { readonly done: number; readonly of: number };
  readonly sections: readonly PageSection[];
}

/** The page as HTML that needs nothing else. */
export function pageAsHtml({ title, summary, progress, sections }: ReportPage): string {
  const { done, of } = progress;
  const bar = `<progress aria-label="${escapeHtml(summary)}" value="${String(done)}" max="${String(Math.max(1, of))}"></progress>`;
  const body = sections.map((section) => htmlSection(section.title, htmlContent(section)));
  return htmlPage(title, [`<p>${escapeHtml(summary)}</p>`, bar, ...body].join("\n"));
}

/** The page as Markdown. */
export function pageAsMarkdown({ title, summary, sections }: ReportPage): string {
  const body = sections.flatMap((section) => {
    const content = markdownContent(section);
    return content === "" ? [] : [`## ${markdownText(section.title)}`, content];
  });
  return `${[`# ${markdownText(title)}`, markdownText(summary), ...body].join("\n\n")}\n`;
}

function htmlContent({ sentences = [], table }: PageSection): string {
  const items = sentences.map((one) => `<li>${escapeHtml(one)}</li>`);
  const list = items.length === 0 ? "" : `<ul>${items.join("")}</ul>`;
  if (table === undefined || table.rows.length === 0) return list;
  return `${list}${htmlTable(
    table.heads,
    table.rows.map((row) => row.map(htmlCell)),
  )}`;
}

function htmlCell({ text, isCode, tone }: PageCell): string {
  const shown = isCode ? `<code>${escapeHtml(text)}</code>` : escapeHtml(text);
  return tone === undefined ? `<td>${shown}</td>` : `<td class="${tone}">${shown}</td>`;
}

function markdownContent({ sentences = [], table }: PageSection): string {
  const list = sentences.map((one) => `- ${markdownText(one)}`).join("\n");
  const rows = table?.rows.map((row) => row.map(markdownCell)) ?? [];
  const shown =
    table === undefined || rows.length === 0
      ? ""
      : markdownTable(table.heads.map(markdownText), rows);
  return [list, shown].filter((part) => part !== "").join("\n\n");
}

function markdownCell({ text, isCode }: PageCell): string {
  return isCode ? markdownCode(text) : markdownText(text);
}
