import * as z from "zod";
import { tagOf } from "../../values/map.ts";
import type { Fields, Value, ValueTag } from "../../values/value.ts";
import { mark, type Mark } from "./mark.ts";

/**
 * What a value is read into; or what it must be, if it is something else; or what is wrong with it,
 * if it is that, but not as it should be.
 */
export type Reading =
  { readonly value: Value } | { readonly mustBe: string } | { readonly problem: string };

/** A zod schema for one of Firestore's types that JSON lacks. */
export function firestoreType<Output, Input>(
  read: (sent: Value) => Reading,
  known: Mark = { type: "other" },
): z.ZodType<Output, Input> {
  const schema = z.unknown().transform((sent, context): Output => {
    const reading = read(sent as Value);
    if ("value" in reading) return reading.value as Output;
    const said = "problem" in reading ? { message: reading.problem } : { params: reading };
    context.issues.push({ code: "custom", input: sent, ...said });
    return z.NEVER;
  });
  return mark(schema as unknown as z.ZodType<Output, Input>, known);
}

/** What was sent under a tag, undefined if it was sent under none or another. */
export function under(tag: ValueTag, sent: Value): Value | undefined {
  return tagOf(sent) === tag ? (sent as Fields)[tag] : undefined;
}
