import { printable } from "./printable.ts";

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1c2733; background: #fff; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #dfe5ec; }
th { position: sticky; top: 0; background: #f3f6f9; }
td, li { overflow-wrap: break-word; }
code { font: 13px/1.4 ui-monospace, monospace; }
progress { width: 100%; height: 1rem; accent-color: #1f7a43; }
.done { background: #cfeedb; } .now { background: #e5f5ea; } .waits { background: #fdf1dc; }
.writes { font-weight: 600; } small { color: #56657a; display: block; }
@media (prefers-color-scheme: dark) {
  body { color: #dde5ee; background: #12181f; } th { background: #1d2630; } th, td { border-color: #2c3947; }
  .done { background: #1d5233; } .now { background: #163423; } .waits { background: #3a2c10; } small { color: #9aa9bb; }
}`;

/** A page that needs nothing else: to open, or to send around. What is in its body is HTML already. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

/** A heading with what belongs to it, which may be wider than the page; nothing where that is empty. */
export function htmlSection(title: string, content: string): string {
  if (content === "") return "";
  const name = escapeHtml(title);
  return `<h2>${name}</h2>\n<div class="wide" role="region" aria-label="${name}" tabindex="0">${content}</div>`;
}

/** A table of cells that are HTML already. */
export function htmlTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((one) => `<th scope="col">${escapeHtml(one)}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.join("")}</tr>`).join("\n");
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

/** A text of whoever's as HTML has it, in content and in attributes. */
export function escapeHtml(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
