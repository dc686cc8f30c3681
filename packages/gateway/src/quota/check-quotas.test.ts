import { checkQuotas } from "./check-quotas.ts";
import { perDay, perMinute } from "./limit.ts";
import type { TierDefinition } from "./tier.ts";
import type { QuotaDefinition } from "./tiers.ts";

const tier: TierDefinition = {
  calls: [perMinute(1)],
  reads: [perMinute(1)],
  writes: [perMinute(1)],
};
const quotas = { tiers: { anonymous: tier, user: tier, service: tier, admin: tier } };

test("a definition that works passes", () => {
  expect(() => checkQuotas(quotas)).not.toThrow();
});

test.each<[string, Partial<QuotaDefinition>, string]>([
  [
    "two limits of one name",
    { services: { billing: { ...tier, calls: [perDay(1), perDay(2)] } } },
    "two limits",
  ],
  [
    "a budget that guarantees more than there is",
    {
      budget: {
        perDay: { reads: 1, writes: 1, deletes: 1 },
        services: { billing: { guaranteed: 0.6 }, catalog: { guaranteed: 0.6 } },
      },
    },
    "guarantees more than there is",
  ],
])("%s is refused at once", (_what, wrong, message) => {
  expect(() => checkQuotas({ ...quotas, ...wrong })).toThrow(message);
});
