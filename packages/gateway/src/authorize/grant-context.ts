import type { Caller } from "../caller/caller.ts";
import type { Registry } from "../collection/registry.ts";
import type { RequestPosition } from "../request/request-position.ts";

/** What is known of a call when a grant is decided. */
export interface GrantContext {
  readonly caller: Caller;
  readonly collections: Registry;
  /** When the call came: RFC 3339, UTC, with microseconds. */
  readonly now: string;
  readonly position: RequestPosition;
}
