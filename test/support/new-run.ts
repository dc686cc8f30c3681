import { randomUUID } from "node:crypto";

/** The path of a collection of a test's own. */
export function newRun(): string {
  return `runs/${randomUUID()}/rows`;
}
