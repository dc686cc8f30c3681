import type { Access } from "../access/access.ts";
import { placeOf, type Summary } from "../summarize.ts";
import {
  collectionName,
  counted,
  directionInWords,
  moveInWords,
  operationsInWords,
} from "./words.ts";

/** The summary and every access as Markdown. */
export function markdownReport(summary: Summary, accesses: readonly Access[]): string {
  const { files, places, collections, writtenByMany, unread } = summary;
  const parts = [
    "# Firestore inventory",
    `${counted(places, "place")} in ${counted(files, "file")} reach Firestore.`,
    "## Collections",
    table(
      ["Collection", "Service", "Access", "Operations (places)", "Can move"],
      collections.flatMap((use) =>
        use.services.map((own) => [
          code(collectionName(use)),
          own.service,
          directionInWords(own),
          operationsInWords(own),
          moveInWords(own),
        ]),
      ),
    ),
  ];
  if (writtenByMany.length > 0) {
    const lines = writtenByMany.map((use) => {
      const writers = use.services.filter(({ writes }) => writes).map(({ service }) => service);
      return `- ${code(collectionName(use))}: ${writers.join(", ")}`;
    });
    parts.push("## Written by more than one service", lines.join("\n"));
  }
  parts.push("## Every access", accessTable(accesses));
  if (unread.length > 0) {
    const lines = unread.map(({ file, problem }) => `- ${file}: ${problem}`);
    parts.push("## Could not be read", lines.join("\n"));
  }
  return `${parts.join("\n\n")}\n`;
}

function accessTable(accesses: readonly Access[]): string {
  return table(
    ["Place", "Service", "Operation", "Collection", "Gateway", "Unknown because"],
    accesses.map((access) => [
      placeOf(access),
      access.service,
      operationOf(access),
      code(collectionName({ collection: access.collection, group: access.group === true })),
      access.gateway ?? "not yet",
      access.unknown ?? "",
    ]),
  );
}

/** An operation, and what it is part of. */
export function operationOf({ operation, within }: Access): string {
  return within === undefined ? operation : `${operation} (${within})`;
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
