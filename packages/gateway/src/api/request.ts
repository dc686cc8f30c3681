import * as z from "zod";
import { withoutNulls } from "./without-nulls.ts";

/**
 * A strict request: an unknown key is an error that names it, and a null under a key that may be
 * missing counts as missing.
 */
export function request<Shape extends z.ZodRawShape>(shape: Shape) {
  const schema = z.strictObject(shape);
  return z.preprocess((sent) => withoutNulls(schema, sent), schema);
}
