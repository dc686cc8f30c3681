import type { WriteContext } from "./callable.ts";
import { recordOf, type RequestRecord } from "./request-record.ts";

/** The record of a request that has an id; of one item of a batch, if its index is given. */
export async function recordFor(
  { request, caller, call, gateway }: WriteContext,
  index?: number,
): Promise<RequestRecord | undefined> {
  const { requestId, ...content } = request;
  if (requestId === undefined) return undefined;
  const key = await gateway.secret.key("request", call.store);
  return recordOf(key, {
    caller,
    address: call.address,
    callable: call.callable,
    requestId,
    content,
    ...(index !== undefined && { index }),
  });
}
