import { perMinute } from "../../../packages/gateway/src/quota/limit.ts";
import { callerOf, callsOnly, openDocuments, openQuota, pathStartOf } from "../open-quota.ts";
import type { LimiterKind } from "./limiter.ts";

const ONE_CALL = { calls: 1, reads: 0, writes: 0 };

/** The gateway's own quotas. */
export const leasedLimiter: LimiterKind = {
  title: "the gateway's leases",
  pathStart: pathStartOf,
  start: ({ rest }) => {
    const documents = openDocuments(rest);
    return {
      limiter: (uid, calls) => {
        const quota = openQuota(documents, callsOnly(perMinute(calls)));
        return { admits: async () => (await quota.charge(callerOf(uid), ONE_CALL, {})).ok };
      },
    };
  },
};
