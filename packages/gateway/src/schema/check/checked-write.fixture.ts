import type * as z from "zod";
import type { Checked } from "../../errors/checked.ts";
import type { FieldPath } from "../../paths/field-path.ts";
import type { Fields } from "../../values/value.ts";
import { readChanges } from "../../wire/wire-changes.ts";
import { readWritten } from "../../wire/wire.ts";
import { checkMerge } from "./check-merge.ts";
import { mergedChanges } from "./merged-changes.ts";
import { checkUpdate } from "./check-update.ts";
import { checkCreate } from "./check-whole.ts";
import type { CheckedWrite } from "./checked-write.ts";
import { documentSchema, type DocumentSchema } from "../definition/document-schema.ts";

export const CONTEXT = { uid: "ada", now: "2026-11-22T10:00:00.000000Z" };
export const NOW = { $timestamp: CONTEXT.now };

/** What was checked, for a test in which it has to be valid. */
export function valueOf<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(problemsOf(checked).join("\n"));
  return checked.value;
}

export function problemsOf(checked: Checked<unknown>): string[] {
  return checked.ok
    ? []
    : checked.violations.map(({ field, description }) => `${field}: ${description}`);
}

export function fieldsOf(sent: object): Fields {
  return valueOf(readWritten(sent, { transforms: true, deletes: true }));
}

export function create(schema: z.ZodType, sent: object): Checked<CheckedWrite> {
  return checkCreate(documentSchema(schema), fieldsOf(sent), CONTEXT);
}

export function mergeOf(
  schema: DocumentSchema,
  sent: object,
  merge: true | readonly FieldPath[] = true,
): Checked<CheckedWrite> {
  const changes = mergedChanges(fieldsOf(sent), merge);
  return changes.ok ? checkMerge(schema, changes.value, CONTEXT) : changes;
}

export function update(schema: z.ZodType, sent: object): Checked<CheckedWrite> {
  return checkUpdate(documentSchema(schema), valueOf(readChanges(sent)), CONTEXT);
}
