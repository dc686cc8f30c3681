import type { FirestoreAccess } from "../access/firestore-access.ts";
import type { Summary } from "../summarize.ts";

/** The summary and every access as JSON. */
export function jsonReport(summary: Summary, accesses: readonly FirestoreAccess[]): string {
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
