import type * as z from "zod";
import type { TimestampValue } from "../../values/value.ts";
import { firestoreType, type Reading } from "./firestore-type.ts";
import { mark, type ServerManaged } from "./mark.ts";
import { timestamp } from "./timestamp.ts";

/** A field that is in every document, and in nothing that a caller writes. */
export type ServerField<Output> = z.ZodType<
  Output,
  never,
  z.core.$ZodTypeInternals<Output, never> & { readonly optin: "optional" }
>;

/** When the document was made: set by the server, kept by every later write. */
export function createdAt(): ServerField<TimestampValue> {
  return serverField(timestamp(), "createdAt");
}

/** When the document was last written: set by the server with every write. */
export function updatedAt(): ServerField<TimestampValue> {
  return serverField(timestamp(), "updatedAt");
}

/** The uid of who made the document, null for a caller who is not signed in; set by the server. */
export function createdBy(): ServerField<string | null> {
  return serverField(uid(), "createdBy");
}

/** The uid of who last wrote the document, null for a caller who is not signed in; set by the server. */
export function updatedBy(): ServerField<string | null> {
  return serverField(uid(), "updatedBy");
}

/** The field's type is of what callers write; the schema checks what the gateway made of it. */
function serverField<Output>(
  schema: z.ZodType<Output>,
  managed: ServerManaged,
): ServerField<Output> {
  return mark(schema, { managed }) as ServerField<Output>;
}

function uid(): z.ZodType<string | null, string | null> {
  return firestoreType((sent): Reading =>
    typeof sent === "string" || sent === null ? { value: sent } : { mustBe: "a uid or null" },
  );
}
