import { perMinute, type QuotaDefinition } from "@database-service/gateway";

const plenty = {
  calls: [perMinute(600_000)],
  reads: [perMinute(6_000_000)],
  writes: [perMinute(600_000)],
} as const;

/** More than the three services need: a quota comes after the move, when their use is known. */
export const quotas: QuotaDefinition = {
  tiers: { anonymous: plenty, user: plenty, service: plenty, admin: plenty },
};
