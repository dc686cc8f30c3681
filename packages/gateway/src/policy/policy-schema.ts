import * as z from "zod";
import { OPERATORS } from "../values/operator.ts";
import type { Policy } from "./policy.ts";
import type { Value } from "../values/value.ts";
import type { Operand } from "./variable.ts";

const name = z.string("needs a name").min(1, "needs a name");
const field = z.array(z.string()).min(1).readonly();
const comparison = {
  op: z.enum(
    OPERATORS,
    `has an operator that there is not; it must be one of ${OPERATORS.join(" ")}`,
  ),
  value: z.custom<Operand>((value) => value !== undefined, "needs a value"),
};
const ifMissing = z.exactOptional(z.custom<Value>((found) => found !== undefined, "needs a value"));
const lookup = {
  document: name,
  maxAgeMs: z.number("needs maxAgeMs of 0 or more").min(0, "needs maxAgeMs of 0 or more"),
};
const check = z.custom<never>((value) => typeof value === "function", "needs a function");
const policies = z
  .array(z.lazy(() => policySchema))
  .min(1, "holds no policy")
  .readonly();

/**
 * Policies that are whole. The builders of {@link Policy} make no others, but what is declared
 * may have been put together by hand, or without types.
 */
export const policySchema: z.ZodType<Policy> = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.enum(["anyone", "nobody", "signedIn", "admin"]) }),
    z.strictObject({ kind: z.literal("role"), role: name }),
    z.strictObject({ kind: z.literal("service"), service: name }),
    z.strictObject({ kind: z.enum(["pathOwner", "pathTeam"]), segment: name }),
    z.strictObject({ kind: z.enum(["owner", "team", "among"]), field }),
    z.strictObject({ kind: z.literal("where"), field, ...comparison }),
    z.strictObject({ kind: z.literal("claim"), claim: field, ...comparison }),
    z.strictObject({ kind: z.literal("member"), field, ...lookup }),
    z.strictObject({
      kind: z.literal("callerDocument"),
      ...lookup,
      test: z.exactOptional(z.strictObject({ field, ...comparison, ifMissing })),
    }),
    z.strictObject({ kind: z.literal("noCallerDocument"), ...lookup }),
    z.strictObject({
      kind: z.enum(["onlyFields", "unchanged"]),
      fields: z.array(field).min(1, "names no field").readonly(),
    }),
    z.strictObject({
      kind: z.enum(["callerCheck", "documentCheck", "writeCheck"]),
      name,
      passes: check,
    }),
    z.strictObject({ kind: z.enum(["stored", "written"]), policy: z.lazy(() => policySchema) }),
    z.strictObject({ kind: z.enum(["anyOf", "allOf"]), policies }),
  ],
  'is not a policy; build one with anyone(), owner("field"), anyOf(...) and the like',
);
