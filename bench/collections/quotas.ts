import { perMinute } from "../../packages/gateway/src/quota/limit.ts";
import type { TierDefinition } from "../../packages/gateway/src/quota/tier.ts";
import type { QuotaDefinition } from "../../packages/gateway/src/quota/tiers.ts";

/** Every call is charged, and none is refused. */
const ample: TierDefinition = {
  calls: [perMinute(1_000_000)],
  reads: [perMinute(100_000_000)],
  writes: [perMinute(100_000_000)],
};

export const quotas: QuotaDefinition = {
  tiers: { anonymous: ample, user: ample, service: ample, admin: ample },
};
