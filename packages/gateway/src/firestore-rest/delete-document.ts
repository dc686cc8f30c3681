import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { commitWrites } from "../writes/commit-writes.ts";
import type { WriteOperation } from "../request/operation.ts";
import { readMessage } from "./message.ts";
import { checkedDocument } from "./request-name.ts";
import type { RestMethod } from "./rest-method.ts";
import type { Target } from "./target.ts";
import { unmetCondition } from "./unmet-condition.ts";
import { conditionIn } from "./write-document.ts";

/** Deletes a document; where there is none, nothing. */
export function deleteDocument(
  target: Target,
): RestMethod<WriteOperation, readonly [AuthorizedWrite]> {
  return {
    parse(data) {
      readMessage(data, []);
      const sent = target.parameters(["currentDocument.exists", "currentDocument.updateTime"]);
      const condition = conditionIn(sent);
      const path = checkedDocument(target.path(), { step: "name" });
      return { kind: "delete", path, ...(condition && { condition }) };
    },

    plan: (operation, authorize) => [authorize(operation, { at: "name" })],

    async execute(plan, context) {
      try {
        await commitWrites(plan, context);
        return {};
      } catch (error) {
        throw unmetCondition(error, [context.request]);
      }
    },
  };
}
