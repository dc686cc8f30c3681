import * as z from "zod";
import { request } from "./request.ts";
import { optional, time } from "./common.ts";

/** A caller as the log names it: a hash of who it is, and the id of its document in `_quotas`. */
const callerKey = z
  .string()
  .regex(
    /^(user|service|anonymous)-[\w-]{43}$/,
    "must be a caller of the log: user-, service- or anonymous-, and 43 characters",
  );
/**
 * Whose quota: an end user's by its uid, a service's by its name, or anybody's by its key in the
 * log.
 */
export const subject = z.lazy(() =>
  z.union(
    [
      z.strictObject({ uid: z.string().min(1).max(128) }),
      z.strictObject({ service: z.string().min(1).max(128) }),
      z.strictObject({ key: callerKey }),
    ],
    "must be {uid}, {service} or {key}",
  ),
);
const UNITS = ["second", "minute", "hour", "day"] as const;
const PER_YEAR = { second: 366 * 86_400, minute: 366 * 1_440, hour: 366 * 24, day: 366 };
/** With less than one no call would ever pass, and nobody could say when to come back. */
const tokens = z.number().min(1).max(1e12);
/** An amount for each unit of time, of which `burst` may be spent at once: all, if it isn't given. */
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
const setting = () => ({
  ...byClass,
  /**
   * Every call is refused, whatever the windows beside it would let through, until the quota is
   * cleared or set anew.
   */
  blocked: optional(z.literal(true)),
});
/**
 * The windows of a class take the place of those of the caller's tier; a class that is left out
 * stays as it is.
 */
export const quotaSetting = request(setting);
export const quotaOverride = z.lazy(() =>
  z.strictObject({
    /** The caller as it was named when the quota was set. */
    caller: subject,
    /** The caller in the log. */
    key: z.string(),
    quota: z.strictObject(setting()),
    /** RFC 3339, UTC. */
    setAt: z.string(),
    /** The admin who did: `user:<uid>`. */
    setBy: z.string(),
  }),
);

/** A limit that binds the caller. */
export const limitStatus = z.lazy(() =>
  z.strictObject({
    name: z.string(),
    class: z.enum(["calls", "reads", "writes"]),
    capacity: z.number(),
    refillPerMinute: z.number(),
    /** Whole tokens left; 0 while there is a debt. */
    remaining: z.number(),
    /** When it is full again if nothing is charged. */
    fullAt: time,
  }),
);

/** How much of the project's budget is used up. */
export const budgetStatus = z.lazy(() =>
  z.strictObject({
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
  }),
);
