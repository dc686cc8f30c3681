import { textTable } from "../page/text-table.ts";
import { printable } from "../page/printable.ts";
import { auditLogCommands } from "../stage/audit-log-commands.ts";
import type { MigrationStatus } from "../stage/migration-status.ts";
import { serviceProgressInWords } from "../stage/service-progress.ts";
import {
  callerInWords,
  comparedInWords,
  reachedInWords,
  statusInWords,
} from "../stage/status-words.ts";

const MAX_LISTED = 20;

/** The status for a person at a terminal. */
export function statusText(status: MigrationStatus, project: string): string {
  const { contradictions, unlisted, differences } = status;
  const found = differences.map(({ collection, service, kind, field = "", count }) => [
    collection,
    service,
    kind,
    field,
    String(count),
  ]);
  return [
    statusInWords(status),
    "",
    ...usesTable(status),
    "",
    ...status.services.map((one) => printable(serviceProgressInWords(one))),
    ...section("Found to differ", listed([DIFFERENCE_HEADS, ...found])),
    ...section("Not in migration.json", unlisted.map(printable)),
    ...section("Speaks against migration.json", contradictions.map(printable)),
    ...callers(status, project),
    "",
  ].join("\n");
}

/** The same as JSON. */
export function statusJson(status: MigrationStatus, project: string): string {
  return `${JSON.stringify({ ...status, auditLog: auditLogCommands(project) }, undefined, 2)}\n`;
}

const DIFFERENCE_HEADS = ["Collection", "Service", "Difference", "Field or code", "Times"];

function usesTable({ collections }: MigrationStatus): readonly string[] {
  const heads = ["Collection", "Service", "Owner", "Stage", "Since", "Shadow", "Direct", "Next"];
  const rows = collections.flatMap(({ collection, uses }) =>
    uses.map(({ service, owner, stage, since, compared, direct, next }) => [
      collection,
      service,
      owner,
      stage,
      since,
      comparedInWords(compared),
      direct === undefined ? "" : String(direct),
      next,
    ]),
  );
  return textTable([heads, ...rows]);
}

function callers(status: MigrationStatus, project: string): readonly string[] {
  if (status.callers === undefined) return commands(project);
  if (status.callers.length === 0) return ["", "The log has nobody who goes direct."];
  const heads = ["Who goes direct", "Collections", "Methods", "Accesses", "Last"];
  const rows = status.callers.map((caller) => [
    callerInWords(caller),
    reachedInWords(caller),
    caller.methods.join(", "),
    String(caller.accesses),
    caller.lastAt,
  ]);
  return ["", ...listed([heads, ...rows])];
}

function commands(project: string): readonly string[] {
  const { on, off, export: exported } = auditLogCommands(project);
  return [
    "",
    "Who still goes direct is not known: no log was given. Switch Firestore's Data Access audit log on",
    "for an hour (it costs by volume):",
    ...on.map((line) => `  ${line}`),
    "off again, as it was:",
    ...off.map((line) => `  ${line}`),
    "and export it, with the times in place of <on> and <off>, for --log:",
    `  ${exported}`,
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];
}

/** Heads and the first rows; nothing where there are none. */
function listed(rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 1) return [];
  const more = rows.length - 1 - MAX_LISTED;
  const shown = textTable(rows.slice(0, MAX_LISTED + 1));
  return more > 0 ? [...shown, `and ${String(more)} more: --json has them all`] : shown;
}
