import { beginTransaction as begin, type AskedTransaction } from "../transactions/transaction.ts";
import { readMessage } from "./message.ts";
import { at } from "./place.ts";
import { toMode } from "./read-selector.ts";
import type { RestMethod } from "./rest-method.ts";
import { checkDatabase, type Target } from "./target.ts";

/** Begins one of Firestore's transactions. Its id is sealed: it is good for this caller alone. */
export function beginTransaction(target: Target): RestMethod<AskedTransaction, readonly []> {
  return {
    parse(data) {
      const sent = readMessage(data, ["database", "options"]);
      target.path();
      target.parameters([]);
      checkDatabase(sent.database, target);
      return toMode(sent.options, at(undefined, "options"));
    },

    plan: () => [],

    async execute(_, context) {
      const { ticket } = await begin(context.request, target.root, context);
      return { transaction: ticket };
    },
  };
}
