import type { Found } from "../cache/answers.ts";
import type { WantedDocument } from "../cache/cached-reads.ts";
import type { CallContext } from "../call/call-context.ts";
import type { StoredDocument } from "../documents/store.ts";
import { mayBeOld, type RequestedFreshness } from "./cache-use.ts";
import { countDocuments, lookedUpIn } from "./count-documents.ts";

/**
 * Reads documents that policies look up, in one round trip, or in none where memory has them, and
 * counts them as looked up.
 *
 * @returns One for each that was wanted, in order.
 */
export async function readLookups(
  wanted: readonly WantedDocument[],
  context: CallContext<RequestedFreshness>,
): Promise<readonly Found<StoredDocument | null>[]> {
  const { gateway, call, request } = context;
  const found = await gateway.reads.get(wanted, {
    ...call.reading,
    mayBeOld: mayBeOld(request),
  });
  const paths = wanted.map(({ path }) => path);
  countDocuments(lookedUpIn(paths, context), found, context);
  return found;
}
