import { splitDocumentPath } from "../paths/path.ts";
import type { DocumentOperation } from "../policy/access.ts";
import type { Fields } from "../values/value.ts";
import { CallError } from "./call-error.ts";
import type { MemoryCaller } from "./memory-caller.ts";
import type { DocumentData } from "./memory-documents.ts";
import type { MemoryGateway } from "./memory-gateway.ts";

/** A stored document, and what is sent to write it. */
export interface TriedDocument {
  readonly path: string;
  /** What it is created with. */
  readonly newData: DocumentData;
  /** What it is updated with. */
  readonly changes: DocumentData;
}

/** What trying takes of a caller. */
export type TryingCaller = Pick<
  MemoryCaller,
  "getDocument" | "queryDocuments" | "createDocument" | "updateDocument" | "deleteDocument"
>;

export interface Trial {
  readonly gateway: MemoryGateway;
  readonly caller: TryingCaller;
}

/**
 * Whether the caller may do it with the document: it is done, where nothing refuses it.
 *
 * @throws CallError for what is refused for another reason than a policy
 */
export async function tryOperation(
  operation: DocumentOperation,
  { path, newData, changes }: TriedDocument,
  { gateway, caller }: Trial,
): Promise<boolean> {
  switch (operation) {
    case "get":
      return isAnswered(caller.getDocument({ path }));
    case "list":
      return isListed(caller, path);
    case "create":
      await gateway.documents.delete(path);
      return isCreated(caller, path, newData);
    case "update":
      return isAnswered(caller.updateDocument({ path, data: changes as Fields }));
    case "delete":
      return isAnswered(caller.deleteDocument({ path }));
  }
}

/** What policies refuse, and what they make look as if it were not there. */
const REFUSED: ReadonlySet<string> = new Set(["FORBIDDEN", "DOCUMENT_NOT_FOUND"]);

async function isAnswered(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer;
    return true;
  } catch (error) {
    if (error instanceof CallError && REFUSED.has(error.reason)) return false;
    throw error;
  }
}

async function isListed(caller: TryingCaller, path: string): Promise<boolean> {
  const { collection } = splitDocumentPath(path);
  let cursor: string | undefined;
  do {
    const asked = caller.queryDocuments({ collection, ...(cursor !== undefined && { cursor }) });
    if (!(await isAnswered(asked))) return false;
    const { documents, nextCursor } = await asked;
    if (documents.some((document) => document.path === path)) return true;
    cursor = nextCursor;
  } while (cursor !== undefined);
  return false;
}

/** Under its id only where that may not tell whether it is taken; else under one that the gateway chooses. */
async function isCreated(
  caller: TryingCaller,
  path: string,
  newData: DocumentData,
): Promise<boolean> {
  const { collection, id } = splitDocumentPath(path);
  const request = { collection, data: newData as Fields };
  const hasId = await isAnswered(caller.createDocument({ ...request, id }));
  return hasId || isAnswered(caller.createDocument(request));
}
