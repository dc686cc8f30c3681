import { z } from "zod";
import type { Value } from "../contract/value.ts";

/**
 * Documents of any shape, for collections whose shape nobody has written down yet. What Firestore
 * itself refuses is refused all the same. `anyData().extend({title: z.string()})` holds what is
 * known already, and leaves the rest open.
 */
export function anyData(): z.ZodObject<
  Record<never, never>,
  z.core.$catchall<z.ZodType<Value, Value>>
> {
  return z.object({}).catchall(z.unknown() as unknown as z.ZodType<Value, Value>);
}
