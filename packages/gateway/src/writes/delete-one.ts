import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { commitWrites } from "./commit-writes.ts";
import { recordFor, type RepeatableRequest } from "./record-for.ts";

/** Applies one delete, and tells when it was applied. */
export async function deleteOne(grant: AuthorizedWrite, context: CallContext<RepeatableRequest>) {
  const { commitTime, replay } = await commitWrites([grant], context, recordFor(context));
  return { commitTime, ...(replay && { replayed: true as const }) };
}
