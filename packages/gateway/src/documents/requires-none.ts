import type { Precondition } from "./store.ts";

/** Whether a write requires that there is no document. */
export function requiresNone(condition: Precondition | undefined): boolean {
  return condition !== undefined && "exists" in condition && !condition.exists;
}
