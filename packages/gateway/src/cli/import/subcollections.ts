import type { Checked } from "../../errors/checked.ts";
import { wrong } from "./row.ts";

/** Where node-firestore-import-export puts a document's subcollections. */
const NAME = "__collections__";

/** A row without its subcollections, if it has none in them; they are imported by themselves. */
export function withoutSubcollections(row: unknown): Checked<unknown> {
  if (typeof row !== "object" || row === null || !Object.hasOwn(row, NAME)) {
    return { ok: true, value: row };
  }
  const { [NAME]: collections, ...fields } = row as Readonly<Record<string, unknown>>;
  const names = Object.keys(collections ?? {});
  if (names.length === 0) return { ok: true, value: fields };
  return wrong(
    [NAME],
    `holds subcollections (${names.join(", ")}), which are imported by themselves: --omit ${NAME} leaves ` +
      `them out here, and --at with ${NAME}.${names[0] as string} at its end takes them`,
  );
}
