import type { AuthorizedGet } from "../authorize/authorize.ts";
import { GatewayError } from "../errors/error.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { readGranted } from "../reads/read-documents.ts";
import { encodeGranted } from "./encode-answer.ts";
import { readMessage } from "./message.ts";
import { toParameterMask } from "./read-mask.ts";
import { refusePastAndTransactions } from "./refuse-past.ts";
import { checkedDocument } from "./request-name.ts";
import type { RestMethod } from "./rest-method.ts";
import type { Target } from "./target.ts";

interface GetDocumentRequest {
  readonly path: string;
  readonly fields: readonly FieldPath[] | undefined;
}

/** One document, or NOT_FOUND. */
export function getDocument(
  target: Target,
): RestMethod<GetDocumentRequest, readonly [AuthorizedGet]> {
  return {
    parse(data) {
      readMessage(data, []);
      const sent = target.parameters(["mask.fieldPaths", "transaction", "readTime"]);
      refusePastAndTransactions(sent);
      const path = checkedDocument(target.path(), { step: "name" });
      return { path, fields: toParameterMask(sent["mask.fieldPaths"]) };
    },

    plan: ({ path, fields }, authorize) => [
      authorize({ kind: "get", path, ...(fields && { fields }) }, { at: "name" }),
    ],

    async execute(plan, context) {
      const [granted] = await readGranted(plan, { ...context, request: {} });
      const found = granted && encodeGranted(granted, target.root);
      if (found !== undefined) return found;
      const { path } = context.request;
      throw new GatewayError("DOCUMENT_NOT_FOUND", `There is no document ${path}.`, { path });
    },
  };
}
