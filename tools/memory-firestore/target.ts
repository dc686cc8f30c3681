import type { MemoryStore } from "../../packages/gateway/src/documents/memory-store.ts";

/** What a method is given to do its work with. */
export interface Target {
  readonly store: MemoryStore;
  /** `projects/{project}/databases/{database}/documents/` */
  readonly root: string;
  /** Path below the root, decoded; "" for the root itself. */
  readonly path: string;
}
