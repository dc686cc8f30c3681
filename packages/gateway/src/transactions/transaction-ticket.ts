import { seal, unseal } from "../sealed.ts";

/** A transaction of Firestore's, as its caller holds it. */
export interface TransactionTicket {
  /** Firestore's own. */
  readonly id: string;
  readonly readOnly: boolean;
  /** Milliseconds since 1970, by the clock of the instance that began it. */
  readonly begunAtMs: number;
}

/** Whose a ticket is, and of which database: nobody else can use it, nor elsewhere. */
export interface TicketScope {
  readonly holder: string;
  /** The name that documents' names start with. */
  readonly root: string;
}

/**
 * A transaction's id for its caller, in base64. It is encrypted and bound to its scope, since who
 * had Firestore's own id could end the transaction, or read in it.
 *
 * @param key 32 bytes
 * @param iv 12 random bytes, never used twice
 */
export function sealTicket(
  { key, iv }: { readonly key: Buffer; readonly iv: Buffer },
  { id, readOnly, begunAtMs }: TransactionTicket,
  scope: TicketScope,
): string {
  const text = JSON.stringify([id, readOnly, begunAtMs]);
  return seal(key, iv, { text, boundTo: boundTo(scope) }).toString("base64");
}

/** The transaction; undefined where the text is no ticket of this scope. */
export function openTicket(
  key: Buffer,
  text: string,
  scope: TicketScope,
): TransactionTicket | undefined {
  const opened = unseal(key, Buffer.from(text, "base64"), boundTo(scope));
  if (opened === undefined) return undefined;
  const [id, readOnly, begunAtMs] = JSON.parse(opened) as [string, boolean, number];
  return { id, readOnly, begunAtMs };
}

function boundTo({ holder, root }: TicketScope): string {
  return JSON.stringify([holder, root]);
}
