import type { StoreCall, TransactionMode, Transactions } from "../store.ts";
import { toRest } from "./rest-call.ts";
import type { RestClient } from "./rest-client.ts";
import { understood } from "./understood.ts";

/** {@link Transactions} over Firestore's REST API. */
export class RestTransactions implements Transactions {
  readonly #client: Pick<RestClient, "read">;

  constructor(client: Pick<RestClient, "read">) {
    this.#client = client;
  }

  async begin(mode: TransactionMode, call: StoreCall): Promise<string> {
    const body = { options: optionsOf(mode) };
    // One that is begun twice since an answer was lost has read nothing, and so locks nothing.
    const answer = await this.#client.read({ target: ":beginTransaction", body }, toRest(call));
    return understood(() => {
      const { transaction } = answer as { readonly transaction?: unknown };
      if (typeof transaction === "string") return transaction;
      throw new TypeError("Firestore began a transaction without an id");
    });
  }

  async rollback(transaction: string, call: StoreCall): Promise<void> {
    await this.#client.read({ target: ":rollback", body: { transaction } }, toRest(call));
  }
}

function optionsOf(mode: TransactionMode): object {
  if (!mode.readOnly) {
    return { readWrite: { ...(mode.retries !== undefined && { retryTransaction: mode.retries }) } };
  }
  return { readOnly: { ...(mode.readTime !== undefined && { readTime: mode.readTime }) } };
}
