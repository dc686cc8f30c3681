import type { Caller } from "../../packages/gateway/src/caller/caller.ts";
import type { Admitted } from "../../packages/gateway/simulation/admission-log.ts";

/** One caller's calls, and what came of them. Times are virtual. */
export interface CallerCalls {
  readonly caller: Caller & { readonly kind: "user" };
  readonly askedMs: number[];
  readonly admitted: Admitted[];
  refused: number;
  /** The quota could not be charged in time. */
  failed: number;
  /** When it was told last that no call of its can ever be admitted: so much for blocked callers. */
  toldBlockedMs: number;
}

export function callsOf(rank: number): CallerCalls {
  const uid = `caller ${String(rank + 1)}`;
  return {
    caller: { kind: "user", uid, admin: false, roles: [], teams: [], app: null },
    askedMs: [],
    admitted: [],
    refused: 0,
    failed: 0,
    toldBlockedMs: -Infinity,
  };
}
