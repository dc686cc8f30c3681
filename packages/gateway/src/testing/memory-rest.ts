import type { Usage } from "../api/api.ts";

/** What Firestore's REST API answers, and what the call has cost. */
export interface RestAnswer {
  /** Of HTTP. */
  readonly status: number;
  /** JSON: the answer, or Google's form of an error; in an array where the method's answer is one. */
  readonly body: unknown;
  readonly usage: Usage;
}

/** The name of the database of a gateway in memory. */
export const MEMORY_DATABASE = { projectId: "demo-memory", databaseId: "(default)" } as const;

/** What names of documents start with. */
export const MEMORY_ROOT = "projects/demo-memory/databases/(default)/documents/";

/**
 * Firestore's REST API, called by one caller.
 *
 * @param path below `…/databases/(default)/`, percent-encoded, such as `documents:commit`
 * @param body JSON @default none
 */
export type MemoryRest = (
  httpMethod: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
) => Promise<RestAnswer>;
