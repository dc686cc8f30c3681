import { formatFieldPath } from "../../functions/src/contract/field-path.ts";
import type { Checked } from "../../functions/src/contract/checked.ts";

/** One row of a file: what it holds as JSON, or what is wrong with it. */
export interface Row {
  /** 1 for the first; the header of a CSV file is not counted. */
  readonly number: number;
  /** Integers that a number can't hold are bigints. */
  readonly content: Checked<unknown>;
  /** How much of the file had been read when the row was known. */
  readonly bytesRead: number;
}

/** The content of a row in which one field is wrong; without a path, the row as a whole is. */
export function wrong(path: readonly string[], description: string): Checked<never> {
  return { ok: false, violations: [{ field: formatFieldPath(path), description }] };
}
