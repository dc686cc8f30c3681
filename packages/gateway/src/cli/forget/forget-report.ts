import type { AuditPolicy } from "./forget-records.ts";
import type { UserData } from "./look-up-user.ts";

const DONE: Readonly<Record<AuditPolicy, string>> = {
  anonymize: "kept, without the name",
  delete: "deleted",
  keep: "kept as they are",
};

/** What `forget` says of one database, a line for each kind of thing. */
export function forgetReport(
  database: string,
  { held, documents, reads, unsearched }: UserData,
  { audit, isReal }: { readonly audit: AuditPolicy; readonly isReal: boolean },
): string {
  const count = (what: string, all: readonly unknown[], becomes = "deleted") =>
    all.length === 0
      ? []
      : [`  ${String(all.length)} ${what}: ${isReal ? "" : "to be "}${becomes}`];
  const lines = [
    ...count("records of its quota", held.quotas),
    ...count("records of its requests", held.requests),
    ...count("limits or blocks that admins have set", held.overrides),
    ...count("audit entries of others' documents", held.written, DONE[audit]),
    ...count("audit entries of its documents, with versions", held.ofOwned),
    ...count(`documents of its own, found by reading ${String(reads)}`, documents),
    ...documents.map(({ path }) => `    ${path}`),
    ...unsearched.map((path) => `  ${path}: not looked through, since it names no collection`),
  ];
  return [`Database ${database}:`, ...(lines.length > 0 ? lines : ["  nothing"])].join("\n");
}
