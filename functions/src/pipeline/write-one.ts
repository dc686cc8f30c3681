import { splitDocumentPath } from "../contract/path.ts";
import type { AuthorizedWrite } from "./authorize.ts";
import { commitWrites, type Writing } from "./write-documents.ts";

/** Applies one write that leaves a document, and tells what the document then is. */
export async function writeOne(grant: AuthorizedWrite, writing: Writing) {
  const { commitTime, writeResults } = await commitWrites([grant], writing);
  const { kind, path } = grant.operation;
  const updateTime = writeResults[0]?.updateTime ?? commitTime;
  return {
    document: {
      path,
      id: splitDocumentPath(path).id,
      ...(kind === "create" && { createTime: updateTime }),
      updateTime,
    },
    commitTime,
  };
}
