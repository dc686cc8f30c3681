import type { z } from "zod";
import type { Timestamp } from "../contract/value.ts";
import { firestoreType, type Reading } from "./firestore-type.ts";
import { mark } from "./mark.ts";
import { timestamp } from "./timestamp.ts";

/** When the document was made: set by the server, kept by every later write. */
export function createdAt(): z.ZodType<Timestamp, Timestamp | string> {
  return mark(timestamp(), { managed: "createdAt" });
}

/** When the document was last written: set by the server with every write. */
export function updatedAt(): z.ZodType<Timestamp, Timestamp | string> {
  return mark(timestamp(), { managed: "updatedAt" });
}

/** The uid of who made the document, null for a caller who is not signed in; set by the server. */
export function createdBy(): z.ZodType<string | null, string | null> {
  return mark(uid(), { managed: "createdBy" });
}

/** The uid of who last wrote the document, null for a caller who is not signed in; set by the server. */
export function updatedBy(): z.ZodType<string | null, string | null> {
  return mark(uid(), { managed: "updatedBy" });
}

function uid(): z.ZodType<string | null, string | null> {
  return firestoreType((sent): Reading =>
    typeof sent === "string" || sent === null ? { value: sent } : { mustBe: "a uid or null" },
  );
}
