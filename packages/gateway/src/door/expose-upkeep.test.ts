import { perMinute } from "../quota/limit.ts";
import { gateway } from "../gateway-functions.ts";
import type { GatewayOptions } from "../gateway-options.ts";

const tier = { calls: [perMinute(1)], reads: [perMinute(1)], writes: [perMinute(1)] } as const;
const quotas = { tiers: { anonymous: tier, user: tier, service: tier, admin: tier } };

/** What a deploy is told of the function. */
function endpointWith(options: Partial<GatewayOptions>): unknown {
  return gateway({ collections: [], quotas, ...options }).upkeep.__endpoint;
}

test("with a webhook it runs every five minutes and is given the secret; else once an hour", () => {
  const webhook = { secret: "ALERT_HOOK", form: "slack" } as const;
  expect(endpointWith({ namespace: "hook", alerts: { webhook } })).toMatchObject({
    scheduleTrigger: { schedule: "*/5 * * * *" },
    secretEnvironmentVariables: [{ key: "ALERT_HOOK" }],
    maxInstances: 1,
  });
  const without = endpointWith({ namespace: "nohook" });
  expect(without).toMatchObject({ scheduleTrigger: { schedule: "15 * * * *" } });
  expect(without).not.toHaveProperty("secretEnvironmentVariables");
});
