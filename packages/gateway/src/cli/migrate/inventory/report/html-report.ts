import type { FirestoreAccess } from "../access/firestore-access.ts";
import { placeOf, type CollectionUse, type Summary } from "../summarize.ts";
import {
  collectionName,
  counted,
  moveInWords,
  operationOf,
  operationsInWords,
  serviceInWords,
} from "./words.ts";

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1c2733; background: #fff; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #dfe5ec; }
th { position: sticky; top: 0; background: #f3f6f9; }
code { font: 13px/1.4 ui-monospace, monospace; }
.now { background: #e5f5ea; } .waits { background: #fdf1dc; }
.writes { font-weight: 600; } small { color: #56657a; display: block; }
@media (prefers-color-scheme: dark) {
  body { color: #dde5ee; background: #12181f; } th { background: #1d2630; } th, td { border-color: #2c3947; }
  .now { background: #163423; } .waits { background: #3a2c10; } small { color: #9aa9bb; }
}`;

/** The summary and every access as one page that needs nothing else: to open, or to send around. */
export function htmlReport(summary: Summary, accesses: readonly FirestoreAccess[]): string {
  const { files, places, collections, services, unknown } = summary;
  const heading = `${counted(places, "place")} in ${counted(files, "file")} reach Firestore: ${counted(
    collections.length,
    "collection",
  )}, ${counted(services.length, "service")}; ${counted(
    unknown.length,
    "access has an",
    "accesses have an",
  )} unknown collection.`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Firestore inventory</title>
<style>${STYLE}
</style>
</head>
<body>
<h1>Firestore inventory</h1>
<p>${heading}</p>
${section("Collections by service", matrix(summary))}
<p><span class="now">Can move to the gateway now.</span> <span class="waits">Waits for what is named.</span> Bold: the service writes.</p>
${section("What can move", serviceList(summary))}
${section("Written by more than one service", writersOf(summary))}
${section("Unknown collections", unknownTable(unknown))}
${section("Every access", accessTable(accesses))}
${section("Could not be read", unreadList(summary))}
</body>
</html>
`;
}

function section(title: string, content: string): string {
  return content === "" ? "" : `<h2>${title}</h2>\n<div class="wide">${content}</div>`;
}

function serviceList({ services }: Summary): string {
  const items = services.map((service) => `<li>${escape(serviceInWords(service))}</li>`);
  return items.length === 0 ? "" : `<ul>${items.join("")}</ul>`;
}

function matrix({ collections, services }: Summary): string {
  if (collections.length === 0) return "<p>None.</p>";
  const rows = collections.map((use) => [
    cell(`<code>${escape(collectionName(use))}</code>`),
    ...services.map(({ service }) => useCell(use, service)),
  ]);
  return table(["Collection", ...services.map(({ service }) => service)], rows);
}

function useCell(use: CollectionUse, service: string): string {
  const own = use.services.find((one) => one.service === service);
  if (own === undefined) return cell("");
  const classes = [own.waitsFor.length === 0 ? "now" : "waits", own.writes ? "writes" : ""];
  const waits = own.waitsFor.length === 0 ? "" : `<small>${escape(moveInWords(own))}</small>`;
  return `<td class="${classes.join(" ").trim()}">${escape(operationsInWords(own))}${waits}</td>`;
}

function writersOf({ writtenByMany }: Summary): string {
  const rows = writtenByMany.map((use) => {
    const writers = use.services.filter(({ writes }) => writes).map(({ service }) => service);
    return [cell(`<code>${escape(collectionName(use))}</code>`), cell(escape(writers.join(", ")))];
  });
  return rows.length === 0 ? "" : table(["Collection", "Services"], rows);
}

function unknownTable(accesses: readonly FirestoreAccess[]): string {
  const rows = accesses.map((access) => [
    cell(`<code>${escape(placeOf(access))}</code>`),
    cell(escape(operationOf(access))),
    cell(`<code>${escape(access.collection)}</code>`),
    cell(escape(access.unknown ?? "")),
  ]);
  return rows.length === 0 ? "" : table(["Place", "Operation", "Collection", "Because"], rows);
}

function accessTable(accesses: readonly FirestoreAccess[]): string {
  const rows = accesses.map((access) => [
    cell(escape(access.service)),
    cell(`<code>${escape(placeOf(access))}</code>${callersOf(access)}`),
    cell(escape(operationOf(access))),
    cell(
      `<code>${escape(collectionName({ collection: access.collection, group: access.group === true }))}</code>`,
    ),
    cell(escape(access.gateway ?? "not yet")),
  ]);
  return table(["Service", "Place", "Operation", "Collection", "Gateway"], rows);
}

const MAX_CALLERS = 4;

function callersOf({ callers = [] }: FirestoreAccess): string {
  if (callers.length === 0) return "";
  const more = callers.length - MAX_CALLERS;
  const shown = callers.slice(0, MAX_CALLERS).join(", ");
  return `<small>for ${escape(shown)}${more > 0 ? ` and ${more} more` : ""}</small>`;
}

function unreadList({ unread }: Summary): string {
  const rows = unread.map(({ file, problem }) => [cell(escape(file)), cell(escape(problem))]);
  return rows.length === 0 ? "" : table(["File", "Problem"], rows);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((one) => `<th>${escape(one)}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.join("")}</tr>`).join("\n");
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function cell(html: string): string {
  return `<td>${html}</td>`;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
