import { perDay, perMinute, perSecond, type QuotaDefinition } from "@database-service/gateway";

/**
 * How much each caller may do. A call costs one of `calls`, a document read (or the empty answer
 * of a query) one of `reads`, a document written or deleted one of `writes`. No single call can
 * cost more than a limit holds: a query of 500 documents needs `reads` of at least 500, a batch
 * of 500 writes `writes` of at least 500.
 */
export const quotas: QuotaDefinition = {
  tiers: {
    anonymous: {
      calls: [perMinute(120)],
      reads: [perMinute(1_000), perDay(10_000)],
      writes: [perMinute(20)],
    },
    user: {
      calls: [perSecond(20, { burst: 100 }), perMinute(600)],
      reads: [perMinute(3_000), perDay(50_000)],
      writes: [perMinute(600), perDay(20_000)],
    },
    service: {
      calls: [perMinute(3_000)],
      reads: [perMinute(30_000)],
      writes: [perMinute(6_000)],
    },
    admin: {
      calls: [perMinute(3_000)],
      reads: [perMinute(30_000)],
      writes: [perMinute(6_000)],
    },
  },
  services: {
    catalog: {
      calls: [perMinute(3_000)],
      reads: [perMinute(60_000)],
      writes: [perMinute(30_000)],
    },
  },
};
