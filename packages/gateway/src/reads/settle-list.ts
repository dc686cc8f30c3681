import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import type { CallContext } from "../call/call-context.ts";
import { GatewayError } from "../errors/error.ts";
import { knownLookups } from "../policy/lookups.ts";
import type { RequestedFreshness } from "./cache-use.ts";
import { foundDocuments, wantedDocuments } from "./other-documents.ts";
import { readLookups } from "./read-lookups.ts";

/**
 * The authorized query. Where other documents decide on it, they are read first, in one round trip,
 * or in none where memory has them as fresh as the policy wants them.
 *
 * @throws GatewayError FORBIDDEN, POLICY_QUERY_CONFLICT, QUERY_NOT_COVERED
 */
export async function settleList(
  grant: AuthorizedList | PendingList,
  context: CallContext<RequestedFreshness>,
): Promise<AuthorizedList> {
  if (!("settle" in grant)) return grant;
  const { call, request } = context;
  const wanted = wantedDocuments(knownLookups(grant.condition), request);
  const found = await readLookups(wanted, context);
  const reads = found.filter(({ wasRead }) => wasRead).length;
  call.spend({ reads, cached: reads === 0 });
  const settled = grant.settle(foundDocuments(wanted, found));
  if (!(settled instanceof GatewayError)) return settled;
  // A refusal has one price wherever it came from, and tells nothing by it.
  call.spend({ reads: found.length - reads });
  throw settled;
}
