import type { AuthorizedGet } from "../authorize/authorize.ts";
import { MAX_DOCUMENTS } from "../api/api.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { readGranted } from "../reads/read-documents.ts";
import { encodeGranted } from "./encode-answer.ts";
import { readList, readMessage } from "./message.ts";
import { at, invalidAt } from "./place.ts";
import { toPath } from "./request-name.ts";
import { readSelected } from "./read-selected.ts";
import { SELECTOR_PARTS, toSelector, type ReadSelector } from "./read-selector.ts";
import { toReadMask } from "./read-mask.ts";
import type { RestMethod } from "./rest-method.ts";
import { checkDatabase, type Target } from "./target.ts";

interface BatchGetRequest {
  readonly paths: readonly string[];
  readonly fields: readonly FieldPath[] | undefined;
  readonly selector: ReadSelector | undefined;
}

/** Documents by their names: an element for each, found or missing, in the order asked. */
export function batchGet(target: Target): RestMethod<BatchGetRequest, readonly AuthorizedGet[]> {
  const { root } = target;
  return {
    parse: (data) => toRequest(data, target),

    plan: ({ paths, fields }, authorize) =>
      paths.map((path, index) => {
        const position = { at: `documents[${String(index)}]`, index };
        return authorize({ kind: "get", path, ...(fields && { fields }) }, position);
      }),

    execute: (plan, context) =>
      readSelected(context.request.selector, { target, context }, async (selected, first) => {
        const granted = await readGranted(plan, { ...selected, request: {} });
        const elements = granted.map((one, index) => {
          const found = encodeGranted(one, root);
          const { readTime } = one;
          return found === undefined
            ? { missing: root + (plan[index]?.operation.path ?? ""), readTime }
            : { found, readTime };
        });
        return [...first, ...elements];
      }),
  };
}

const PARTS = ["database", "documents", "mask", ...SELECTOR_PARTS] as const;

function toRequest(data: unknown, target: Target): BatchGetRequest {
  const sent = readMessage(data, PARTS);
  target.path();
  target.parameters([]);
  checkDatabase(sent.database, target);
  const selector = toSelector(sent);
  const place = at(undefined, "documents");
  const names = readList(sent.documents, place);
  if (names.length === 0 || names.length > MAX_DOCUMENTS) {
    throw invalidAt(place, `must be 1 to ${String(MAX_DOCUMENTS)} names of documents`);
  }
  const paths = names.map((name, index) => toPath(name, at(place, index), target.root));
  return { paths: [...new Set(paths)], fields: toReadMask(sent.mask), selector };
}
