import * as z from "zod";
import { formOf, number } from "../store/record-form.ts";
import type { Account } from "./account.ts";

const part = z.looseObject({ capacity: number, refillPerMinute: number });

const bucket = z.looseObject({
  tokens: number,
  at: number,
  rooms: z.exactOptional(z.array(z.looseObject({ fromMs: number, tokens: number }))),
});

const lease = z.looseObject({
  number: number.default(0),
  expiresAtMs: number,
  parts: z.record(z.string(), part).default({}),
  instances: z.exactOptional(number),
  asks: z.exactOptional(z.record(z.string(), number)),
  needs: z.exactOptional(z.record(z.string(), number)),
  turns: z.exactOptional(z.record(z.string(), number)),
  short: z.exactOptional(z.array(z.string())),
});

const limit = z.looseObject({
  name: z.string(),
  class: z.string(),
  capacity: number,
  refillPerMinute: number,
});

const override = z.looseObject({
  limits: z.array(limit).default([]),
  blocked: z.exactOptional(z.boolean()),
});

const asked = z.looseObject({
  tokens: number,
  calls: number.default(1),
  largest: number,
  sinceMs: number,
  atMs: number,
});

const shard = z
  .looseObject({
    lease,
    // Demand is an estimate: without it, the next calls make a new one.
    asked: z.record(z.string(), asked).catch({}),
    sinceMs: number.default(0),
    askedAtMs: number.default(0),
    poor: z.exactOptional(z.array(z.string())),
    isRevoked: z.boolean().default(false),
  })
  .transform((stored) => {
    // In an older version, a shard was short of all limits or of none.
    const poor = stored["isPoor"] === true ? Object.keys(stored.lease.parts) : [];
    return { poor, ...stored };
  });

const NO_VISITS = { count: 0, instances: 0, atMs: 0 };

/** How the records of accounts and shards are read. What decides how much may be admitted must be there, and right. */
export const accountForm = formOf<Account>(
  1,
  z.looseObject({
    buckets: z.record(z.string(), bucket),
    leases: z.record(z.string(), lease).default({}),
    override: override.nullable().default(null),
    visits: z
      .looseObject({ count: number, instances: number.default(0), atMs: number })
      .catch(NO_VISITS),
    shards: z.int().min(1).catch(1),
    shard: shard.nullable().default(null),
    expiresAtMs: number.nullable().catch(null),
  }),
);
