import type { AggregateQuerySnapshot, DocumentSnapshot, QuerySnapshot } from "firebase/firestore";
import type { Answer, ComparableDocument } from "../../../../gateway/src/shadow/answer.ts";
import {
  plainFields,
  plainTime,
  type PlainFields,
} from "../../../../gateway/src/shadow/plain-value.ts";
import { documentsOf } from "./read-of-sdk.ts";

/** What a snapshot of the SDK keeps: the document's fields as the protocol has them, unconverted. */
interface KeptDocument {
  readonly version: { readonly timestamp: unknown };
  readonly data: {
    readonly value: { readonly mapValue: { readonly fields?: Readonly<Record<string, unknown>> } };
  };
}

/** Undefined for what the app's own memory has answered, or has written and not yet sent. */
export function documentAnswer(snapshot: DocumentSnapshot): Answer | undefined {
  const { fromCache, hasPendingWrites } = snapshot.metadata;
  if (fromCache || hasPendingWrites) return undefined;
  return { kind: "documents", documents: snapshot.exists() ? [answered(snapshot)] : [] };
}

/** Undefined likewise. */
export function queryAnswer({ docs, metadata }: QuerySnapshot): Answer | undefined {
  if (metadata.fromCache || metadata.hasPendingWrites) return undefined;
  return { kind: "documents", documents: docs.map(answered) };
}

export function aggregateAnswer(snapshot: AggregateQuerySnapshot<Record<string, never>>): Answer {
  const values = Object.entries(snapshot.data() as Readonly<Record<string, number | null>>);
  const plain = values.map(([name, value]) => [name, plainNumber(value)] as const);
  return { kind: "aggregates", values: [...plain].sort(([a], [b]) => (a < b ? -1 : 1)) };
}

function plainNumber(value: number | null): PlainFields[number][1] {
  return value === null ? "null" : `number ${Object.is(value, -0) ? "-0" : String(value)}`;
}

function answered(snapshot: DocumentSnapshot): ComparableDocument {
  const { _document } = snapshot as unknown as { readonly _document: KeptDocument };
  return {
    name: `${documentsOf(snapshot.ref.firestore)}/${snapshot.ref.path}`,
    version: plainTime(_document.version.timestamp),
    fields: plainFields(_document.data.value.mapValue.fields ?? {}),
  };
}
