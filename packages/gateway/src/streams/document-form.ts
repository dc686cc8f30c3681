import type { ToldDocument } from "../api/listen.ts";
import type { Root } from "../documents/codec.ts";
import type { StoredDocument } from "../documents/store.ts";
import { encodeDocument } from "../firestore-rest/encode-answer.ts";
import { isPrefix } from "../paths/field-path.ts";
import { fieldOf } from "../query/matches.ts";
import type { Order } from "../query/query.ts";
import {
  isUnreadable,
  toAnswer,
  type AnsweredPart,
  type UnreadableAnswer,
} from "../reads/document-answer.ts";
import { visibleDocument } from "../reads/visible-document.ts";
import type { Value } from "../values/value.ts";
import { escapeValue } from "../wire/wire-escape.ts";
import type { ToldSnapshot } from "./stream-target.ts";

/** What of a document is told, and what the result is ordered by that it is in. */
export interface ToldPart extends AnsweredPart {
  readonly orderBy?: readonly Order[];
}

/** What a snapshot tells of documents, and in which form. */
export type DocumentForm = (told: {
  readonly documents: readonly StoredDocument[];
  readonly part: ToldPart;
  readonly readTime: string;
}) => Pick<ToldSnapshot, "documents" | "unreadable" | "messages" | "readTime">;

/** As callables answer documents. */
export const calledForm: DocumentForm = ({ documents, part }) => {
  const answers = documents.map((document) => toldDocument(document, part));
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

function toldDocument(
  document: StoredDocument,
  { orderBy, ...part }: ToldPart,
): ToldDocument | UnreadableAnswer {
  const answer = toAnswer(document, part);
  const { select } = part;
  if (orderBy === undefined || select === undefined || isUnreadable(answer)) return answer;
  const isTold = ({ field }: Order) => select.some((path) => isPrefix(path, field));
  if (orderBy.slice(0, -1).every(isTold)) return answer;
  return { ...answer, keys: orderBy.map((order) => keyOf(document, order)) };
}

/** What a document is ordered by, as it is sent; null where it can't be read. */
function keyOf(document: StoredDocument, { field }: Order): Value {
  return escapeValue(fieldOf(document, field) ?? null);
}
