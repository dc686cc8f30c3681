import type { CallContext } from "../call/call-context.ts";
import { recordOf, type RequestRecord } from "./request-record.ts";

/** A request that may carry an id, by which it is applied once however often it comes. */
export interface RepeatableRequest {
  readonly requestId?: string;
}

/** The record of one item of a batch by its index; undefined where the request has no id. */
export type RecordOf = (index: number) => RequestRecord | undefined;

/** The record of a request that has an id; of one item of a batch, if its index is given. */
export function recordFor(
  { request, caller, call, gateway }: CallContext<RepeatableRequest>,
  index?: number,
): RequestRecord | undefined {
  const { requestId, ...content } = request;
  if (requestId === undefined) return undefined;
  return recordOf({
    collection: gateway.own.requests,
    caller,
    address: call.address,
    callable: call.callable,
    requestId,
    content,
    ...(index !== undefined && { index }),
  });
}
