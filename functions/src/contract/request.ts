import { z } from "zod";
import { withoutNulls } from "./without-nulls.ts";

/** A strict request: an unknown key is an error that names it, a null where nothing must stand is none. */
export function request<Shape extends z.ZodRawShape>(shape: Shape) {
  const schema = z.strictObject(shape);
  return z.preprocess((sent) => withoutNulls(schema, sent), schema);
}
