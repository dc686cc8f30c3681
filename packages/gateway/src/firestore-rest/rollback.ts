import { heldTransaction, rollbackTransaction } from "../transactions/transaction.ts";
import { readMessage } from "./message.ts";
import { at, invalidAt } from "./place.ts";
import { toTicket } from "./read-selector.ts";
import type { RestMethod } from "./rest-method.ts";
import { checkDatabase, type Target } from "./target.ts";

/** Ends a transaction without a write. One that has ended stays as it is. */
export function rollback(target: Target): RestMethod<string, readonly []> {
  return {
    parse(data) {
      const sent = readMessage(data, ["database", "transaction"]);
      target.path();
      target.parameters([]);
      checkDatabase(sent.database, target);
      const place = at(undefined, "transaction");
      const ticket = toTicket(sent.transaction, place);
      if (ticket === undefined) throw invalidAt(place, "is missing");
      return ticket;
    },

    plan: () => [],

    async execute(_, context) {
      const held = await heldTransaction(context.request, target.root, context);
      await rollbackTransaction(held, context);
      return {};
    },
  };
}
