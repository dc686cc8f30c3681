import { z } from "zod";
import { request, withoutNulls } from "../request.ts";
import { optional } from "./common.ts";

/** Whose quota: an end user's by its uid, or a service's by its name. */
export const subject = z.union([
  z.strictObject({ uid: z.string().min(1).max(128) }),
  z.strictObject({ service: z.string().min(1).max(128) }),
]);
/** So many per unit of time, and so many at once: all of the amount, if burst isn't given. */
export const window = withoutNulls(
  ["burst"],
  z.strictObject({
    per: z.enum(["second", "minute", "hour", "day"]),
    amount: z.number().positive(),
    burst: optional(z.number().positive()),
  }),
);
export const windows = z.array(window).min(1).max(4).readonly();
/** The windows of a class take the place of those of the caller's tier; a class that is left out stays as it is. */
export const quotaSetting = request({
  calls: optional(windows),
  reads: optional(windows),
  writes: optional(windows),
});
export const quotaOverride = z.strictObject({
  caller: subject,
  quota: z.record(z.string(), z.array(window).readonly()),
  /** RFC 3339, UTC. */
  setAt: z.string(),
});

export const costClass = z.enum(["calls", "reads", "writes"]);
