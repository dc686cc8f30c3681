import { z } from "zod";
import { formOf, number } from "../store/record-form.ts";
import type { Account } from "./account.ts";

const part = z.looseObject({ capacity: number, refillPerMinute: number });

const lease = z.looseObject({
  number: number.default(0),
  expiresAtMs: number,
  parts: z.record(z.string(), part).default({}),
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

const NO_VISITS = { count: 0, atMs: 0 };

/** How the records of accounts are read. What decides how much may be admitted must be there, and right. */
export const accountForm = formOf<Account>(
  1,
  z.looseObject({
    buckets: z.record(z.string(), z.looseObject({ tokens: number, at: number })),
    leases: z.record(z.string(), lease).default({}),
    override: override.nullable().default(null),
    visits: z.looseObject({ count: number, atMs: number }).catch(NO_VISITS),
    expiresAtMs: number.nullable().catch(null),
  }),
);
