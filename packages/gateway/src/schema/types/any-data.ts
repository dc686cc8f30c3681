import * as z from "zod";
import type { Value } from "../../values/value.ts";

/** Reading from the wire has seen to it that it is one. */
const anyValue = z.unknown() as unknown as z.ZodType<Value, Value>;

/**
 * Documents of any shape, for collections whose shape nobody has written down yet. What Firestore
 * itself refuses is refused all the same.
 *
 * @example
 * // Hold what is known already, and leave the rest open:
 * anyData().extend({ title: z.string() })
 */
export function anyData() {
  return z.object({}).catchall(anyValue);
}
