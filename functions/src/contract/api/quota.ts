import { z } from "zod";
import { request } from "../request.ts";
import { optional, time } from "./common.ts";

/** Whose quota: an end user's by its uid, or a service's by its name. */
export const subject = z.union(
  [
    z.strictObject({ uid: z.string().min(1).max(128) }),
    z.strictObject({ service: z.string().min(1).max(128) }),
  ],
  "must be {uid} or {service}",
);
const UNITS = ["second", "minute", "hour", "day"] as const;
const PER_YEAR = { second: 366 * 86_400, minute: 366 * 1_440, hour: 366 * 24, day: 366 };
/** With less than one no call would ever pass, and nobody could say when to come back. */
const tokens = z.number().min(1).max(1e12);
/** So many per unit of time, and so many at once: all of the amount, if burst isn't given. */
export const window = z
  .strictObject({ per: z.enum(UNITS), amount: tokens, burst: optional(tokens) })
  .refine(({ per, amount, burst = amount }) => burst <= amount * PER_YEAR[per], {
    path: ["burst"],
    message: "must fill up again within a year: it is more than comes in that time",
  });
export const windows = z
  .array(window)
  .min(1)
  .max(UNITS.length)
  .refine((all) => new Set(all.map(({ per }) => per)).size === all.length, "must differ in per")
  .readonly();
const byClass = { calls: optional(windows), reads: optional(windows), writes: optional(windows) };
/** The windows of a class take the place of those of the caller's tier; a class that is left out stays as it is. */
export const quotaSetting = request(byClass);
export const quotaOverride = z.strictObject({
  caller: subject,
  quota: z.strictObject(byClass),
  /** RFC 3339, UTC. */
  setAt: z.string(),
  /** The admin who did: `user:<uid>`. */
  setBy: z.string(),
});

/** A limit that binds the caller. */
export const limitStatus = z.strictObject({
  name: z.string(),
  class: z.enum(["calls", "reads", "writes"]),
  capacity: z.number(),
  refillPerMinute: z.number(),
  /** Whole tokens left; 0 while there is a debt. */
  remaining: z.number(),
  /** When it is full again if nothing is charged. */
  fullAt: time,
});

/** How much of the project's budget is used up. */
export const budgetStatus = z.strictObject({
  classes: z.array(
    z.strictObject({
      class: z.enum(["reads", "writes", "deletes"]),
      stage: z.enum(["normal", "warn", "cache-only", "read-only", "refuse"]),
      /** Firestore operations today; for services and admins. */
      used: optional(z.number()),
      allotted: optional(z.number()),
    }),
  ),
  /** The next midnight in Pacific time. */
  resetsAt: time,
});
