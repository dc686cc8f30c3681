import { splitDocumentPath } from "../paths/path.ts";
import { escapeValue } from "../wire/wire-escape.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { recordFor, type RepeatableRequest } from "./record-for.ts";
import { commitWrites } from "./commit-writes.ts";

/** Applies one write that leaves a document, and tells what the document then is. */
export async function writeOne(grant: AuthorizedWrite, context: CallContext<RepeatableRequest>) {
  const { commitTime, writeResults, replay } = await commitWrites(
    [grant],
    context,
    recordFor(context),
  );
  const path = replay?.documentPath ?? grant.operation.path;
  const { updateTime = commitTime, transformResults } = writeResults[0] ?? {};
  return {
    document: {
      path,
      id: splitDocumentPath(path).id,
      ...(grant.operation.kind === "create" && { createTime: updateTime }),
      updateTime,
    },
    commitTime,
    ...(transformResults && { transformResults: transformResults.map(escapeValue) }),
    ...(replay && { replayed: true as const }),
  };
}
