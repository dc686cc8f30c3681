import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { GatewayError } from "../errors/error.ts";
import { writeEachOnce } from "./write-each-once.ts";
import { NOT_SENT, writeEach, type WriteOutcome } from "./write-each.ts";
import type { RecordOf } from "./record-for.ts";

/**
 * Applies each write alone, one outcome for each in order. Those with a record, and those whose
 * collection is audited, are commits of their own, since both are written with them; all others
 * share requests.
 *
 * @param recordOf the record of a write by its index; undefined where the request has no id
 */
export async function writeIndependently(
  grants: readonly (AuthorizedWrite | GatewayError)[],
  context: CallContext,
  recordOf?: RecordOf,
): Promise<readonly WriteOutcome[]> {
  if (recordOf !== undefined) return writeEachOnce(grants, context, recordOf);
  const isAudited = (grant: AuthorizedWrite | GatewayError) =>
    !(grant instanceof GatewayError) && grant.audit !== undefined;
  if (!grants.some(isAudited)) return writeEach(grants, context);
  // What is not of one part is an error there, and its outcome is the other's.
  const part = (wanted: boolean) =>
    grants.map((grant) => (isAudited(grant) === wanted ? grant : NOT_SENT));
  const [audited, others] = await Promise.all([
    writeEachOnce(part(true), context, () => undefined),
    writeEach(part(false), context),
  ]);
  return grants.map((grant, index) => {
    const outcome = (isAudited(grant) ? audited : others)[index];
    return outcome ?? NOT_SENT;
  });
}
