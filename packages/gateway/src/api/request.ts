import * as z from "zod";
import { withoutNulls } from "./without-nulls.ts";

/**
 * A strict request: an unknown key is an error that names it, and a null under a key that may be
 * missing counts as missing. It is made when it is first used: to make those of all callables takes
 * longer than an instance's first call needs for its own.
 */
export function request<Shape extends z.ZodRawShape>(shape: () => Shape) {
  return z.lazy(() => {
    const schema = z.strictObject(shape());
    return z.preprocess((sent) => withoutNulls(schema, sent), schema);
  });
}
