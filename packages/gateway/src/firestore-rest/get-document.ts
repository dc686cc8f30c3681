import type { AuthorizedGet } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { GatewayError } from "../errors/error.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { readGranted } from "../reads/read-documents.ts";
import { encodeGranted } from "./encode-answer.ts";
import { readMessage } from "./message.ts";
import { toParameterMask } from "./read-mask.ts";
import { readSelected } from "./read-selected.ts";
import { toParameterSelector, type ReadSelector } from "./read-selector.ts";
import { checkedDocument } from "./request-name.ts";
import type { RestMethod } from "./rest-method.ts";
import type { Target } from "./target.ts";

interface GetDocumentRequest {
  readonly path: string;
  readonly fields: readonly FieldPath[] | undefined;
  readonly selector: ReadSelector | undefined;
}

/** One document, or NOT_FOUND. */
export function getDocument(
  target: Target,
): RestMethod<GetDocumentRequest, readonly [AuthorizedGet]> {
  return {
    parse(data) {
      readMessage(data, []);
      const sent = target.parameters(["mask.fieldPaths", "transaction", "readTime"]);
      const selector = toParameterSelector(sent);
      const path = checkedDocument(target.path(), { step: "name" });
      return { path, fields: toParameterMask(sent["mask.fieldPaths"]), selector };
    },

    plan: ({ path, fields }, authorize) => [
      authorize({ kind: "get", path, ...(fields && { fields }) }, { at: "name" }),
    ],

    async execute(plan, context) {
      const { path, selector } = context.request;
      const read = (selected: CallContext) => readGranted(plan, { ...selected, request: {} });
      const [granted] = await readSelected(selector, { target, context }, read);
      const found = granted && encodeGranted(granted, target.root);
      if (found !== undefined) return found;
      throw new GatewayError("DOCUMENT_NOT_FOUND", `There is no document ${path}.`, { path });
    },
  };
}
