import type { ShadowRead } from "../api/shadow-report.ts";
import { plainFields, plainTime, type PlainFields } from "./plain-value.ts";

/** A document as one side answered it. */
export interface ComparableDocument {
  /** Its whole name: `projects/p/databases/d/documents/users/ada`. */
  readonly name: string;
  /** Its update time. */
  readonly version: string;
  readonly fields: PlainFields;
}

/** What one side answered to a read. Missing documents are left out. */
export type Answer =
  | { readonly kind: "documents"; readonly documents: readonly ComparableDocument[] }
  | { readonly kind: "aggregates"; readonly values: PlainFields }
  | { readonly kind: "error"; readonly code: string };

interface RestDocument {
  readonly name: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly updateTime: unknown;
}

/** One element of what a method streams. */
export interface AnswerElement {
  readonly found?: RestDocument | null;
  readonly document?: RestDocument | null;
  readonly result?: unknown;
}

/** The answer that a method's elements are, of JSON or of a library's protobuf. */
export function answerOf(method: ShadowRead["method"], elements: readonly AnswerElement[]): Answer {
  if (method === "runAggregationQuery") {
    const result = elements.find((element) => element.result)?.result as
      { readonly aggregateFields?: Readonly<Record<string, unknown>> } | undefined;
    return { kind: "aggregates", values: plainFields(result?.aggregateFields ?? {}) };
  }
  const documents = elements.flatMap(({ found, document }): ComparableDocument[] => {
    const one = found ?? document;
    if (!one) return [];
    const { name, fields = {}, updateTime } = one;
    return [{ name, version: plainTime(updateTime), fields: plainFields(fields) }];
  });
  // The order of a query's answer is its own; that of the documents got is nobody's.
  return {
    kind: "documents",
    documents:
      method === "batchGet" ? [...documents].sort((a, b) => (a.name < b.name ? -1 : 1)) : documents,
  };
}

/** Equal for equal answers, of the same versions of the same documents. */
export function answerKey(answer: Answer): string {
  return JSON.stringify(answer);
}
