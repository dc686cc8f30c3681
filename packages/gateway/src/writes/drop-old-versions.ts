import { randomInt } from "node:crypto";
import { dropVersions } from "../audit/drop-versions.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";

/** Most documents whose versions are looked through after one commit: a batch may write thousands. */
const MOST = 10;
const TIMEOUT_MS = 10_000;

/**
 * Begins to drop the versions that documents have beyond those that are kept, after one in as many
 * of their changes, at random: each then costs as little as if one had to go with each change. No
 * call waits for it or fails for it; what is not done is done after a later change.
 */
export function dropOldVersions(
  grants: readonly AuthorizedWrite[],
  { gateway: { documents, own } }: CallContext,
): void {
  const due = new Map(
    grants.flatMap(({ audit, operation: { kind, path } }) => {
      const keep = audit?.keepVersions;
      const isDue = keep !== undefined && kind !== "verify" && randomInt(keep) === 0;
      return isDue ? [[path, keep] as const] : [];
    }),
  );
  for (const [path, keep] of [...due].slice(0, MOST)) {
    const call = { signal: AbortSignal.timeout(TIMEOUT_MS) };
    const dropping = dropVersions(documents, { collection: own.audit, path, keep }, call);
    void dropping.catch(() => {});
  }
}
