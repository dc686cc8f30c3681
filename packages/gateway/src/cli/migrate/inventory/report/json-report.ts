import type { Access } from "../access/access.ts";
import type { Summary } from "../summarize.ts";

/** The summary and every access as JSON. */
export function jsonReport(summary: Summary, accesses: readonly Access[]): string {
  const { files, places, services, collections, writtenByMany, unread } = summary;
  const report = {
    files,
    places,
    services,
    collections,
    writtenByMany: writtenByMany.map(({ collection }) => collection),
    accesses,
    unread,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
