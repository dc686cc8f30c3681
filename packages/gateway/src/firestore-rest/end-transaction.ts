import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { invalidRequest } from "../errors/error.ts";
import { consistentGateway } from "../transactions/consistent-gateway.ts";
import { abandonTransaction, heldTransaction } from "../transactions/transaction.ts";
import { commitInTransaction } from "../writes/commit-in-transaction.ts";
import type { Committed } from "../writes/committed.ts";

/** The ticket of the transaction that writes end, and the root of its database's names. */
interface EndedTransaction {
  readonly transaction: string;
  readonly root: string;
}

/**
 * Commits a transaction with these writes, which may be none. Where that fails, it is rolled back:
 * nothing stays locked for who can't commit it.
 *
 * @throws GatewayError as heldTransaction and commitInTransaction
 */
export async function endTransaction(
  plan: readonly AuthorizedWrite[],
  { transaction, root }: EndedTransaction,
  context: CallContext,
): Promise<Committed> {
  const { gateway, call } = context;
  const held = await heldTransaction(transaction, root, context);
  const within = { ...context, gateway: consistentGateway(gateway, { transaction: held.id }) };
  try {
    if (held.readOnly && plan.length > 0) {
      throw invalidRequest("writes", "must be none: the transaction is read-only");
    }
    if (plan.length > 0) {
      const committed = await commitInTransaction(plan, within, gateway);
      gateway.lockingTransactions.ended(held.holder, held.id);
      return committed;
    }
    await within.gateway.documents.commit([], call.store);
    gateway.lockingTransactions.ended(held.holder, held.id);
    return { writeResults: [], commitTime: call.startedAt };
  } catch (error) {
    await abandonTransaction(held, context);
    throw error;
  }
}
