import { randomBytes } from "node:crypto";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { encodeFields } from "../documents/codec.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { newDocumentId } from "../paths/new-document-id.ts";
import { checkNewDocumentId } from "../paths/path.ts";
import type { WriteOperation } from "../request/operation.ts";
import { pick } from "../values/select.ts";
import type { Fields } from "../values/value.ts";
import { commitWrites } from "../writes/commit-writes.ts";
import { readMessage } from "./message.ts";
import { at, invalidAt } from "./place.ts";
import { toParameterMask } from "./read-mask.ts";
import { checkedCollection, toNewPath } from "./request-name.ts";
import { toFields } from "./request-value.ts";
import { operationOf, toCondition } from "./request-write.ts";
import type { RestMethod } from "./rest-method.ts";
import type { Parameters, Target } from "./target.ts";
import { unmetCondition } from "./unmet-condition.ts";

/** One write that leaves a document, and which of the written fields are answered. */
interface WriteDocumentRequest {
  readonly operation: WriteOperation;
  readonly written: Fields;
  readonly answered: readonly FieldPath[] | undefined;
}

type WriteMethod = RestMethod<WriteDocumentRequest, readonly [AuthorizedWrite]>;

/** A new document, under the id asked for or a new one. Its answer has the fields that were sent. */
export function createDocument(target: Target): WriteMethod {
  return {
    ...writing(target),
    parse(data) {
      const sent = target.parameters(["documentId", "mask.fieldPaths"]);
      const collection = checkedCollection(target.path(), at(undefined, "parent"));
      const fields = toBody(data, target);
      const id = sent.documentId?.[0] ?? "";
      const problem = id === "" ? undefined : checkNewDocumentId(id);
      if (problem !== undefined) throw invalidAt({ step: "documentId" }, problem);
      const chosen = id === "" ? newDocumentId(randomBytes) : id;
      const name = `${target.root}${collection}/${chosen}`;
      const operation: WriteOperation = {
        kind: "create",
        path: toNewPath(name, { step: "parent" }, target.root),
        data: fields,
        ...(id === "" && { generatedId: true }),
      };
      return { operation, written: fields, answered: answeredFields(sent) };
    },
  };
}

/** Writes a document, or with a mask some of its fields. Its answer has the fields that were sent. */
export function patchDocument(target: Target): WriteMethod {
  return {
    ...writing(target),
    parse(data) {
      const sent = target.parameters([
        "updateMask.fieldPaths",
        "mask.fieldPaths",
        "currentDocument.exists",
        "currentDocument.updateTime",
      ]);
      const fields = toBody(data, target);
      const mask = toParameterMask(sent["updateMask.fieldPaths"]);
      const condition = conditionIn(sent);
      const path = toNewPath(target.root + target.path(), { step: "name" }, target.root);
      const operation = operationOf({ path, fields, mask, transforms: [], condition });
      const written = mask === undefined ? fields : pick(fields, mask);
      return { operation, written, answered: answeredFields(sent) };
    },
  };
}

type ConditionParameters = Parameters<"currentDocument.exists" | "currentDocument.updateTime">;

/** The precondition in the parameters of a URL. @throws GatewayError INVALID_REQUEST */
export function conditionIn(sent: ConditionParameters) {
  const exists = sent["currentDocument.exists"]?.[0];
  const updateTime = sent["currentDocument.updateTime"]?.[0];
  return toCondition(
    { exists: exists === "true" ? true : exists === "false" ? false : exists, updateTime },
    at(undefined, "currentDocument"),
  );
}

function answeredFields(sent: Parameters<"mask.fieldPaths">): readonly FieldPath[] | undefined {
  return toParameterMask(sent["mask.fieldPaths"]);
}

function toBody(data: unknown, { root }: Target): Fields {
  const { fields } = readMessage(data, ["name", "fields", "createTime", "updateTime"]);
  return toFields(fields, at(undefined, "fields"), root);
}

function writing({ root }: Target): Pick<WriteMethod, "plan" | "execute"> {
  return {
    plan: ({ operation }, authorize) => [authorize(operation, { at: "name" })],

    async execute(plan, context) {
      const { operation, written, answered } = context.request;
      try {
        const { writeResults, commitTime } = await commitWrites(plan, context);
        const updateTime = writeResults[0]?.updateTime ?? commitTime;
        return {
          name: root + operation.path,
          fields: encodeFields(answered === undefined ? written : pick(written, answered), root),
          ...(operation.kind === "create" && { createTime: updateTime }),
          updateTime,
        };
      } catch (error) {
        throw unmetCondition(error, [operation]);
      }
    },
  };
}
