import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { contention } from "../call/fault.ts";
import type { Gateway } from "../gateway.ts";
import { commitDecided, decideAll } from "./commit-writes.ts";
import type { Committed } from "./committed.ts";
import { explainRefusal } from "./decide-within-limits.ts";
import { grantsToRead } from "./decide-writes.ts";
import { isLostRace, isRefused } from "./failed-write.ts";
import { readKnown } from "./read-known.ts";

/**
 * Applies all writes or none, as the end of a transaction: what they are decided on is read in it
 * too, and so locked. It is tried once, since a commit that fails ends the transaction. What
 * Firestore refuses is then decided again outside of it on what is stored, to say why; nothing of
 * that is written.
 *
 * @param context whose gateway reads and commits in the transaction
 * @param outside the gateway of the same database without it
 * @throws GatewayError as commitWrites; CONTENTION where others kept it from being committed
 */
export async function commitInTransaction(
  grants: readonly AuthorizedWrite[],
  context: CallContext,
  outside: Gateway,
): Promise<Committed> {
  const record = undefined;
  try {
    const known = await readKnown({ toRead: grantsToRead(grants), grants, record }, context);
    return await commitDecided(grants, { known, record, context });
  } catch (error) {
    if (!isLostRace(error) && !isRefused(error)) throw error;
    if (error.code === "ABORTED") throw contention();
    const now = { ...context, gateway: outside };
    decideAll(grants, await readKnown({ toRead: grants, grants, record }, now));
    throw isRefused(error) ? explainRefusal(error, grants) : contention();
  }
}
