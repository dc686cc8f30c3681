import type { Root } from "../documents/codec.ts";
import type { StoredDocument } from "../documents/store.ts";
import { encodeDocument } from "../firestore-rest/encode-answer.ts";
import { isUnreadable, toAnswer, type AnsweredPart } from "../reads/document-answer.ts";
import { visibleDocument } from "../reads/visible-document.ts";
import type { ToldSnapshot } from "./stream-target.ts";

/** What a snapshot tells of documents, and in which form. */
export type DocumentForm = (told: {
  readonly documents: readonly StoredDocument[];
  readonly part: AnsweredPart;
  readonly readTime: string;
}) => Pick<ToldSnapshot, "documents" | "unreadable" | "messages" | "readTime">;

/** As callables answer documents. */
export const calledForm: DocumentForm = ({ documents, part }) => {
  const answers = documents.map((document) => toAnswer(document, part));
  const unreadable = answers.filter(isUnreadable);
  return {
    documents: answers.flatMap((answer) => (isUnreadable(answer) ? [] : answer)),
    ...(unreadable.length > 0 && { unreadable }),
  };
};

/** As Firestore's protocol has documents. */
export function messageForm(root: Root): DocumentForm {
  return ({ documents, part, readTime }) => ({
    documents: [],
    messages: documents.map((document) => encodeDocument(visibleDocument(document, part), root)),
    readTime,
  });
}
