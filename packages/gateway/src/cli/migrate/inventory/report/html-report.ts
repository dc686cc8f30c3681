import type { FirestoreAccess } from "../access/firestore-access.ts";
import { escapeHtml, htmlPage, htmlSection, htmlTable } from "../../page/html.ts";
import { placeOf, type CollectionUse, type Summary } from "../summarize.ts";
import {
  collectionName,
  counted,
  moveInWords,
  operationOf,
  operationsInWords,
  serviceInWords,
} from "./words.ts";

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
  return htmlPage(
    "Firestore inventory",
    `<p>${heading}</p>
${htmlSection("Collections by service", matrix(summary))}
<p><span class="now">Can move to the gateway now.</span> <span class="waits">Waits for what is named.</span> Bold: the service writes.</p>
${htmlSection("What can move", serviceList(summary))}
${htmlSection("Written by more than one service", writersOf(summary))}
${htmlSection("Unknown collections", unknownTable(unknown))}
${htmlSection("Every access", accessTable(accesses))}
${htmlSection("Could not be read", unreadList(summary))}`,
  );
}

function serviceList({ services }: Summary): string {
  const items = services.map((service) => `<li>${escapeHtml(serviceInWords(service))}</li>`);
  return items.length === 0 ? "" : `<ul>${items.join("")}</ul>`;
}

function matrix({ collections, services }: Summary): string {
  if (collections.length === 0) return "<p>None.</p>";
  const rows = collections.map((use) => [
    cell(`<code>${escapeHtml(collectionName(use))}</code>`),
    ...services.map(({ service }) => useCell(use, service)),
  ]);
  return htmlTable(["Collection", ...services.map(({ service }) => service)], rows);
}

function useCell(use: CollectionUse, service: string): string {
  const own = use.services.find((one) => one.service === service);
  if (own === undefined) return cell("");
  const classes = [own.waitsFor.length === 0 ? "now" : "waits", own.writes ? "writes" : ""];
  const waits = own.waitsFor.length === 0 ? "" : `<small>${escapeHtml(moveInWords(own))}</small>`;
  return `<td class="${classes.join(" ").trim()}">${escapeHtml(operationsInWords(own))}${waits}</td>`;
}

function writersOf({ writtenByMany }: Summary): string {
  const rows = writtenByMany.map((use) => {
    const writers = use.services.filter(({ writes }) => writes).map(({ service }) => service);
    return [
      cell(`<code>${escapeHtml(collectionName(use))}</code>`),
      cell(escapeHtml(writers.join(", "))),
    ];
  });
  return rows.length === 0 ? "" : htmlTable(["Collection", "Services"], rows);
}

function unknownTable(accesses: readonly FirestoreAccess[]): string {
  const rows = accesses.map((access) => [
    cell(`<code>${escapeHtml(placeOf(access))}</code>`),
    cell(escapeHtml(operationOf(access))),
    cell(`<code>${escapeHtml(access.collection)}</code>`),
    cell(escapeHtml(access.unknown ?? "")),
  ]);
  return rows.length === 0 ? "" : htmlTable(["Place", "Operation", "Collection", "Because"], rows);
}

function accessTable(accesses: readonly FirestoreAccess[]): string {
  const rows = accesses.map((access) => [
    cell(escapeHtml(access.service)),
    cell(`<code>${escapeHtml(placeOf(access))}</code>${callersOf(access)}`),
    cell(escapeHtml(operationOf(access))),
    cell(
      `<code>${escapeHtml(collectionName({ collection: access.collection, group: access.group === true }))}</code>`,
    ),
    cell(escapeHtml(access.gateway ?? "not yet")),
  ]);
  return htmlTable(["Service", "Place", "Operation", "Collection", "Gateway"], rows);
}

const MAX_CALLERS = 4;

function callersOf({ callers = [] }: FirestoreAccess): string {
  if (callers.length === 0) return "";
  const more = callers.length - MAX_CALLERS;
  const shown = callers.slice(0, MAX_CALLERS).join(", ");
  return `<small>for ${escapeHtml(shown)}${more > 0 ? ` and ${more} more` : ""}</small>`;
}

function unreadList({ unread }: Summary): string {
  const rows = unread.map(({ file, problem }) => [
    cell(escapeHtml(file)),
    cell(escapeHtml(problem)),
  ]);
  return rows.length === 0 ? "" : htmlTable(["File", "Problem"], rows);
}

function cell(html: string): string {
  return `<td>${html}</td>`;
}
