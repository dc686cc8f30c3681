import { isBlocking } from "../quota/quota-overrides.ts";
import { GatewayError } from "../errors/error.ts";
import type { TargetWatch } from "../listen/target-watch.ts";
import type { Hub } from "../listen/hub.ts";

export interface BlockedCallerOptions {
  readonly hub: Hub;
  /** The id of the gateway's own database. */
  readonly database: string;
  /** Where the caller's override is. */
  readonly path: string;
  /** The caller was blocked. */
  readonly onBlocked: (error: GatewayError) => void;
  /** It cost the gateway as many reads. */
  readonly onReads: (reads: number) => void;
}

/**
 * Listens to the override of a caller, so that a stream that reads nothing ends as well when an
 * operator blocks it. Where there is no room to, the next charge tells.
 *
 * @returns what ends it
 */
export function watchBlocking(options: BlockedCallerOptions): () => void {
  const { hub, database, path, onBlocked, onReads } = options;
  const target = { kind: "document", path } as const;
  let watch: TargetWatch | undefined;
  const look = () => {
    const update = watch?.take();
    onReads(watch?.takeReads() ?? 0);
    if (update?.kind !== "snapshot") return;
    const stored = update.snapshot.changes[0]?.after;
    if (stored !== undefined && isBlocking(stored.data)) onBlocked(blocked());
  };
  const answer = hub.watch({ database, target }, () => queueMicrotask(look));
  if (!("watch" in answer)) return () => {};
  ({ watch } = answer);
  return () => answer.watch.close();
}

function blocked(): GatewayError {
  return new GatewayError(
    "CALLER_BLOCKED",
    "This caller is blocked. Ask the operators of the service.",
  );
}
