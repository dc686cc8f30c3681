import { z } from "zod";
import { tagOf } from "../contract/map.ts";
import type { Fields, Value, ValueTag } from "../contract/value.ts";
import { readTag } from "../contract/wire-tag.ts";
import { mark, type Mark } from "./mark.ts";

/** What a value of some type of Firestore's is read into; or what it must be, if it is none. */
export type Reading = { readonly value: Value } | { readonly mustBe: string };

/** A zod schema for one of Firestore's types that JSON lacks. */
export function firestoreType<Output, Input>(
  read: (sent: Value) => Reading,
  known: Mark = { type: "other" },
): z.ZodType<Output, Input> {
  const schema = z.unknown().transform((sent, context): Output => {
    const reading = read(sent as Value);
    if ("value" in reading) return reading.value as Output;
    context.issues.push({ code: "custom", input: sent, params: { mustBe: reading.mustBe } });
    return z.NEVER;
  });
  return mark(schema as unknown as z.ZodType<Output, Input>, known);
}

/** What was sent under a tag, undefined if it was sent under none or another. */
export function under(tag: ValueTag, sent: Value): Value | undefined {
  return tagOf(sent) === tag ? (sent as Fields)[tag] : undefined;
}

/** Reads a tag's content, as in {@link readTag}. */
export function readUnder(tag: ValueTag, content: Value | undefined, mustBe: string): Reading {
  const result = content === undefined ? { problem: mustBe } : readTag(tag, content);
  return "value" in result ? result : { mustBe };
}
