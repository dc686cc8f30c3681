import { areEqual } from "../values/compare.ts";
import { mapValue } from "../values/map.ts";
import { omit, valueAt } from "../values/select.ts";
import type { Fields, Value } from "../values/value.ts";
import { pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import { matches, type Candidate } from "../query/matches.ts";
import type { DocumentChange, Condition, Unchanged } from "./condition.ts";
import { answerLookup, type OtherDocuments } from "./lookups.ts";

/** What a condition is checked on: a document, and if it is written, what was and will be there. */
export interface JudgedDocument extends Candidate {
  readonly change?: DocumentChange;
  /** Whether the caller may know what of the document changes. */
  readonly mayCompare?: boolean;
}

/** Whether the condition holds of the document. Of none, only what is true of all. */
export function holds(
  condition: Condition,
  document: JudgedDocument | null,
  others: OtherDocuments = new Map(),
): boolean {
  if (typeof condition === "boolean") return condition;
  if ("and" in condition) return condition.and.every((part) => holds(part, document, others));
  if ("or" in condition) return condition.or.some((part) => holds(part, document, others));
  if ("lookup" in condition) {
    const answer = answerLookup(condition, document, others);
    return holds(answer, document);
  }
  if (document === null) return false;
  if ("side" in condition) {
    const { change, ...rest } = document;
    const data = change?.[condition.side] ?? null;
    return data !== null && holds(condition.holds, { ...rest, data }, others);
  }
  if ("unchanged" in condition) return isUnchanged(condition, document);
  // A function is shown whole documents or nothing.
  if ("check" in condition) return isWhole(document) && condition.passes(document.data);
  if ("writeCheck" in condition) {
    const { change } = document;
    return change !== undefined && isWhole(document) && condition.passes(change);
  }
  return matches(condition, document);
}

function isWhole({ unreadable = [] }: Candidate): boolean {
  return unreadable.length === 0;
}

function isUnchanged(
  { unchanged, except }: Unchanged,
  { change, mayCompare, unreadable = [] }: JudgedDocument,
): boolean {
  if (!change?.before || change.after === null || mayCompare !== true) return false;
  const [before, after] = [omit(change.before, except), omit(change.after, except)];
  return unchanged.every((path) => {
    const isReadable = !unreadable.some(({ field }) => pathsOverlap(field, path));
    return isReadable && isSame(partAt(before, path), partAt(after, path));
  });
}

function partAt(fields: Fields, path: FieldPath): Value | undefined {
  return path.length === 0 ? mapValue(fields) : valueAt(fields, path);
}

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return a === undefined || b === undefined ? a === b : areEqual(a, b);
}
