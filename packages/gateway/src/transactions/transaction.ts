import { randomBytes } from "node:crypto";
import { callerKey } from "../caller/caller-key.ts";
import type { CallContext } from "../call/call-context.ts";
import type { TransactionMode } from "../documents/store.ts";
import { GatewayError, invalidRequest } from "../errors/error.ts";
import { SEAL_IV_BYTES } from "../sealed.ts";
import { MAX_LOCKING_MS } from "./locking-transactions.ts";
import { transactionEnded, transactionExpired } from "./transaction-ended.ts";
import {
  openTicket,
  sealTicket,
  type TicketScope,
  type TransactionTicket,
} from "./transaction-ticket.ts";

/** How long a transaction that only reads may last: as long as Firestore lets it. */
const MAX_READING_MS = 270_000;
/** How long is waited for the end of one that nobody wants any more, in milliseconds. */
const ROLLBACK_MS = 5_000;

/** A transaction that a caller has open, and its holder's key. */
export interface HeldTransaction extends TransactionTicket {
  readonly holder: string;
}

/** A transaction as it is asked for; `retries` is a ticket. */
export type AskedTransaction = TransactionMode;

/** A transaction that has begun, and the ticket that its caller gets for it. */
export interface BegunTransaction {
  readonly held: HeldTransaction;
  readonly ticket: string;
}

/**
 * Begins a transaction for the caller.
 *
 * @param root the name that the names of the database's documents start with
 * @throws GatewayError FORBIDDEN where the caller may not, TOO_MANY_TRANSACTIONS
 */
export async function beginTransaction(
  asked: AskedTransaction,
  root: string,
  context: CallContext,
): Promise<BegunTransaction> {
  const { gateway } = context;
  const holder = holderOf(context);
  const scope = { holder, root };
  if (asked.readOnly) {
    if (asked.readTime !== undefined) checkMayReadPast(context);
    return begin(asked, scope, context);
  }
  const most = mostLocking(context);
  const release = await gateway.lockingTransactions.makeRoom({ holder, most });
  try {
    const begun = await begin(asked, scope, context);
    const { held } = begun;
    const rollback = () => abandonTransaction(held, context);
    gateway.lockingTransactions.begun(holder, held.id, rollback);
    return begun;
  } finally {
    release();
  }
}

async function begin(
  asked: AskedTransaction,
  scope: TicketScope,
  { gateway, call }: CallContext,
): Promise<BegunTransaction> {
  const key = await gateway.secret.key("transaction", call.store);
  const { transactions } = gateway.documents;
  const mode = asked.readOnly
    ? asked
    : { readOnly: false as const, ...retriesIn(asked, key, scope) };
  const id = await transactions.begin(mode, call.store).catch((error: unknown) => {
    throw transactionEnded(error) ?? error;
  });
  const ticket = { id, readOnly: asked.readOnly, begunAtMs: call.now() };
  return {
    held: { ...ticket, holder: scope.holder },
    ticket: sealTicket({ key, iv: randomBytes(SEAL_IV_BYTES) }, ticket, scope),
  };
}

/**
 * The transaction that a caller's ticket is for.
 *
 * @throws GatewayError INVALID_REQUEST where it is no ticket of this caller's, TRANSACTION_ENDED
 * where it is too old
 */
export async function heldTransaction(
  text: string,
  root: string,
  context: CallContext,
): Promise<HeldTransaction> {
  const { gateway, call } = context;
  const holder = holderOf(context);
  const key = await gateway.secret.key("transaction", call.store);
  const ticket = openTicket(key, text, { holder, root });
  if (ticket === undefined) throw notHeld("transaction");
  const held = { ...ticket, holder };
  if (call.now() - ticket.begunAtMs > (ticket.readOnly ? MAX_READING_MS : MAX_LOCKING_MS)) {
    await abandonTransaction(held, context);
    throw transactionExpired();
  }
  gateway.lockingTransactions.used(holder, ticket.id);
  return held;
}

/** Ends a transaction without a write. One that has ended stays as it is. @throws StoreError */
export async function rollbackTransaction(
  { id, holder }: HeldTransaction,
  { gateway, call }: CallContext,
): Promise<void> {
  gateway.lockingTransactions.ended(holder, id);
  try {
    await gateway.documents.transactions.rollback(id, call.store);
  } catch (error) {
    if (transactionEnded(error) === undefined) throw error;
  }
}

/**
 * Ends a transaction that nobody will use any more, whatever becomes of the call. Where that fails,
 * Firestore ends it in time.
 */
export async function abandonTransaction(
  { id, holder }: HeldTransaction,
  { gateway }: Pick<CallContext, "gateway">,
): Promise<void> {
  gateway.lockingTransactions.ended(holder, id);
  const signal = AbortSignal.timeout(ROLLBACK_MS);
  await gateway.documents.transactions.rollback(id, { signal }).catch(() => undefined);
}

/** @throws GatewayError FORBIDDEN */
export function checkMayReadPast({ gateway, caller }: CallContext): void {
  if (gateway.serverRights(caller).pastReads) return;
  throw new GatewayError(
    "FORBIDDEN",
    "Documents as of an earlier time are for services: leave readTime out, or have this caller's tier allow pastReads.",
  );
}

function mostLocking({ gateway, caller }: CallContext): number {
  const { lockingTransactions } = gateway.serverRights(caller);
  if (lockingTransactions > 0) return lockingTransactions;
  throw new GatewayError(
    "FORBIDDEN",
    "Transactions that lock documents are for services. Begin a read-only one, or let the writes of a commit depend on update times, as Firebase's own SDKs for apps do; or have this caller's tier allow lockingTransactions.",
  );
}

function retriesIn(
  { retries }: { readonly retries?: string },
  key: Buffer,
  scope: TicketScope,
): { readonly retries?: string } {
  if (retries === undefined) return {};
  const ticket = openTicket(key, retries, scope);
  if (ticket === undefined) throw notHeld("retryTransaction");
  return { retries: ticket.id };
}

function notHeld(field: string): GatewayError {
  return invalidRequest(field, "is no transaction that this caller has begun in this database");
}

function holderOf({ caller, call }: CallContext): string {
  return callerKey(caller, { address: call.address });
}
