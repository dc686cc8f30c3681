import type { CallContext } from "../call/call-context.ts";
import { StoreError } from "../documents/store.ts";
import { invalidRequest } from "../errors/error.ts";
import { consistentGateway } from "../transactions/consistent-gateway.ts";
import {
  abandonTransaction,
  beginTransaction,
  checkMayReadPast,
  heldTransaction,
} from "../transactions/transaction.ts";
import type { ReadSelector } from "./read-selector.ts";
import type { Target } from "./target.ts";

/** The elements of an answer that come before all others: the id of a transaction that was begun for it. */
export type FirstElements = readonly { readonly transaction: string }[];

/**
 * Does a read on the state of the database that it asks to see, with all that policies look up for
 * it. A transaction that is begun for a read which fails is rolled back, since its caller never
 * learns of it.
 *
 * @throws GatewayError as beginTransaction and heldTransaction
 */
export async function readSelected<Asked, Answer>(
  selector: ReadSelector | undefined,
  { target: { root }, context }: { readonly target: Target; readonly context: CallContext<Asked> },
  read: (context: CallContext<Asked>, first: FirstElements) => Promise<Answer>,
): Promise<Answer> {
  const { gateway } = context;
  if (selector === undefined) return read(context, []);
  if ("readTime" in selector) {
    checkMayReadPast(context);
    const past = { ...context, gateway: consistentGateway(gateway, selector) };
    return read(past, []).catch(outOfReach);
  }
  if ("transaction" in selector) {
    const { id } = await heldTransaction(selector.transaction, root, context);
    return read({ ...context, gateway: consistentGateway(gateway, { transaction: id }) }, []);
  }
  const { held, ticket } = await beginTransaction(selector.newTransaction, root, context);
  try {
    const within = consistentGateway(gateway, { transaction: held.id });
    return await read({ ...context, gateway: within }, [{ transaction: ticket }]);
  } catch (error) {
    await abandonTransaction(held, context);
    throw error;
  }
}

/** What Firestore refuses of a time, as what is wrong with the request. */
function outOfReach(error: unknown): never {
  const isTimes = error instanceof StoreError && /\bread_time\b/.test(error.message);
  if (!isTimes) throw error;
  throw invalidRequest(
    "readTime",
    "is a time that Firestore doesn't keep: it may be in the past hour, or with point-in-time recovery a whole minute of the past 7 days",
  );
}
