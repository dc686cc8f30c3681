import { OPERATIONS } from "../policy/access.ts";
import type { PolicyMatrix } from "./policy-matrix.ts";

/**
 * A matrix as a table to read, or to keep as a snapshot: for each document a line for each caller.
 *
 * @example
 * users/ada/notes/one
 *   ada     get  list  create  update  delete
 *   nobody  -    -     -       -       -
 */
export function formatPolicyMatrix(matrix: PolicyMatrix): string {
  const names = Object.values(matrix).flatMap((row) => Object.keys(row));
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = Object.entries(matrix).flatMap(([path, row]) => [
    path,
    ...Object.entries(row).map(([name, allowed]) => {
      const cells = OPERATIONS.map((operation) => {
        return (allowed.includes(operation) ? operation : "-").padEnd(operation.length);
      });
      return `  ${name.padEnd(width)}  ${cells.join("  ")}`.trimEnd();
    }),
  ]);
  return lines.join("\n");
}
