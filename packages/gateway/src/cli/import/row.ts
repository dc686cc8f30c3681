import { formatFieldPath } from "../../paths/field-path.ts";
import type { Checked } from "../../errors/checked.ts";

/** A row is held in memory whole. No document is larger than 1 MiB. */
export const MAX_ROW_CHARACTERS = 16 * 1024 * 1024;

/** One row of a file: what it holds as JSON, or what is wrong with it. */
export interface Row {
  /** 1 for the first; the header of a CSV file is not counted. */
  readonly number: number;
  /** The line of the file in which it starts, from 1. */
  readonly line: number;
  /** Integers that a number can't hold are bigints; what Firestore has no number for is NaN. */
  readonly content: Checked<unknown>;
  /** The id that the file gives it apart from what it holds, as `{id: document}` does. */
  readonly id?: string;
  /** As it stands in the file. */
  readonly raw: () => string;
  /** How much of the file had been read when the row was known. */
  readonly bytesRead: number;
}

/** The content of a row in which one field is wrong; without a path, the row as a whole is. */
export function wrong(path: readonly string[], description: string): Checked<never> {
  return { ok: false, violations: [{ field: formatFieldPath(path), description }] };
}
