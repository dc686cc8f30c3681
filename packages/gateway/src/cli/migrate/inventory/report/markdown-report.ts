import type { FirestoreAccess } from "../access/firestore-access.ts";
import { markdownCode, markdownTable, markdownText } from "../../page/markdown.ts";
import { placeOf, type Summary } from "../summarize.ts";
import {
  collectionName,
  counted,
  directionInWords,
  moveInWords,
  operationOf,
  operationsInWords,
  serviceInWords,
} from "./words.ts";

/** The summary and every access as Markdown. */
export function markdownReport(summary: Summary, accesses: readonly FirestoreAccess[]): string {
  const { files, places, collections, unread } = summary;
  const parts = [
    "# Firestore inventory",
    `${counted(places, "place")} in ${counted(files, "file")} reach Firestore.`,
    "## Collections",
    markdownTable(
      ["Collection", "Service", "Access", "Operations (places)", "Can move"],
      collections.flatMap((use) =>
        use.services.map((own) => [
          markdownCode(collectionName(use)),
          markdownText(own.service),
          directionInWords(own),
          operationsInWords(own),
          moveInWords(own),
        ]),
      ),
    ),
  ];
  const lines = summary.services.map((service) => `- ${markdownText(serviceInWords(service))}`);
  if (lines.length > 0) parts.push("## Services", lines.join("\n"));
  parts.push(...writers(summary));
  parts.push("## Every access", accessTable(accesses));
  if (unread.length > 0) {
    const problems = unread.map(({ file, problem }) => `- ${markdownText(`${file}: ${problem}`)}`);
    parts.push("## Could not be read", problems.join("\n"));
  }
  return `${parts.join("\n\n")}\n`;
}

function writers({ writtenByMany }: Summary): string[] {
  if (writtenByMany.length === 0) return [];
  const lines = writtenByMany.map((use) => {
    const names = use.services.filter(({ writes }) => writes).map(({ service }) => service);
    return `- ${markdownCode(collectionName(use))}: ${markdownText(names.join(", "))}`;
  });
  return ["## Written by more than one service", lines.join("\n")];
}

function accessTable(accesses: readonly FirestoreAccess[]): string {
  return markdownTable(
    ["Place", "Service", "Operation", "Collection", "Gateway", "Unknown because"],
    accesses.map((access) => [
      markdownText(placeOf(access)),
      markdownText(access.service),
      operationOf(access),
      markdownCode(collectionName({ collection: access.collection, group: access.group === true })),
      access.gateway ?? "not yet",
      markdownText(access.unknown ?? ""),
    ]),
  );
}
