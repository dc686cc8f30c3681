import { printable } from "../../page/printable.ts";
import { textTable } from "../../page/text-table.ts";
import { placeOf, type Summary } from "../summarize.ts";
import {
  collectionName,
  counted,
  directionInWords,
  moveInWords,
  operationsInWords,
  serviceInWords,
} from "./words.ts";

const MAX_LISTED = 20;

/** The summary as a table for the terminal. */
export function terminalReport(summary: Summary): string {
  const { files, places, services, collections, unknown, unread } = summary;
  const lines = [
    `${counted(places, "place")} in ${counted(files, "file")} reach Firestore: ${counted(
      collections.length,
      "collection",
    )}, ${counted(services.length, "service")}.`,
  ];
  const rows = collections.flatMap((use) =>
    use.services.map((own) => [
      collectionName(use),
      own.service,
      directionInWords(own),
      operationsInWords(own),
      moveInWords(own),
    ]),
  );
  if (rows.length > 0) {
    const heads = ["Collection", "Service", "Access", "Operations (places)", "Can move"];
    lines.push("", ...textTable([heads, ...rows]));
  }
  if (services.length > 0) lines.push("", ...services.map(serviceInWords));
  lines.push(...writtenByMany(summary));
  const unknowns = unknown.map(
    (access) =>
      `${placeOf(access)}  ${access.operation} ${access.collection}: ${access.unknown ?? ""}`,
  );
  lines.push(...listed("The collection is unknown of", unknowns));
  lines.push(
    ...listed(
      "Could not be read",
      unread.map(({ file, problem }) => `${file}: ${problem}`),
    ),
  );
  return `${lines.map(printable).join("\n")}\n`;
}

function writtenByMany({ writtenByMany: uses }: Summary): string[] {
  if (uses.length === 0) return [];
  const lines = uses.map((use) => {
    const writers = use.services.filter(({ writes }) => writes).map(({ service }) => service);
    return `  ${collectionName(use)}: ${writers.join(", ")}`;
  });
  return ["", "Written by more than one service:", ...lines];
}

function listed(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, MAX_LISTED).map((line) => `  ${line}`);
  const more = lines.length - shown.length;
  return [
    "",
    `${title} (${lines.length}):`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more: --json has them all`] : []),
  ];
}
