import { defineInt, defineString } from "firebase-functions/params";
import { perMinute } from "./quota/limit.ts";
import type { TierDefinition } from "./quota/tier.ts";
import type { GatewayOptions } from "./gateway-options.ts";
import { resolveOptions } from "./resolve-options.ts";
import { settingValue } from "./settings.ts";

const tier: TierDefinition = {
  calls: [perMinute(1)],
  reads: [perMinute(1)],
  writes: [perMinute(1)],
};
const quotas = { tiers: { anonymous: tier, user: tier, service: tier, admin: tier } };
const required: GatewayOptions = { collections: [], quotas };

test("what is left out has its default, and the options of the caller stay as they are", () => {
  const given = Object.freeze({ ...required, namespace: "crm", deadlineMs: 500 });
  expect(resolveOptions(given)).toMatchObject({
    namespace: "crm",
    region: "us-central1",
    memoryMib: 512,
    minInstances: 0,
    maxInstances: 100,
    concurrency: 80,
    corsOrigins: "*",
    enforceAppCheck: false,
    checkRevoked: "off",
    consumeAppCheck: [],
    answerAtServer: false,
    shadowReports: false,
    databaseId: "(default)",
    deadlineMs: 500,
    trustedHops: 1,
  });
});

test("an option that is undefined is left out", () => {
  const given = { ...required, region: undefined } as unknown as GatewayOptions;
  expect(resolveOptions(given).region).toBe("us-central1");
});

test.each<[object, string]>([
  [{ region: "" }, "region"],
  [{ region: "here" }, "region"],
  [{ memoryMib: 0 }, "memoryMib"],
  [{ memoryMib: 300 }, "memoryMib"],
  [{ minInstances: -1 }, "minInstances"],
  [{ maxInstances: 0 }, "maxInstances"],
  [{ concurrency: 1.5 }, "concurrency"],
  [{ concurrency: "80" }, "concurrency"],
  [{ corsOrigins: ["https://a.example"] }, "corsOrigins"],
  [{ enforceAppCheck: "no" }, "enforceAppCheck"],
  [{ checkRevoked: "services" }, "checkRevoked: must be one of off, admins, all"],
  [{ consumeAppCheck: "setQuota" }, "consumeAppCheck must be an array of names of callables"],
  [{ consumeAppCheck: ["setQuotas"] }, "consumeAppCheck must be an array of names of callables"],
  [{ answerAtServer: "yes" }, "answerAtServer must be true or false"],
  [{ shadowReports: 1 }, "shadowReports must be true or false"],
  [
    { usage: false, alerts: { webhook: { secret: "HOOK", form: "slack" } } },
    "alerts.webhook: usage must not be false",
  ],
  [{ databaseId: "Main" }, "databaseId"],
  [{ deadlineMs: 10 }, "deadlineMs"],
  [{ trustedHops: -1 }, "trustedHops"],
  [{ namespace: "CRM" }, "namespace"],
  [{ namespace: "a_b" }, "namespace"],
  [{ collections: {} }, "collections"],
  [{ collections: [{}] }, "what collection() makes"],
  [{ collections: ["notes"] }, "what collection() makes"],
  [{ quotas: undefined }, "quotas must have tiers"],
  [{ quotas: {} }, "quotas must have tiers"],
  [{ regions: "us-central1" }, "regions"],
  [{ databases: [] }, "databases"],
  [{ databases: { Second: { collections: [] } } }, "databases.Second"],
  [{ databases: { second: {} } }, "databases.second: collections"],
  [
    { databases: { second: { collections: [], quotas } } },
    "databases.second: there is no option quotas",
  ],
  [{ databases: { "(default)": { collections: [] } } }, "is the gateway's first"],
  [{ databaseId: "main", databases: { main: { collections: [] } } }, "is the gateway's first"],
])("%j is refused by name when the gateway is made", (wrong, name) => {
  expect(() => resolveOptions({ ...required, ...wrong })).toThrow(name);
});

test.each([undefined, null, "all"])("%j in place of the options is refused", (wrong) => {
  expect(() => resolveOptions(wrong as never)).toThrow("give it its collections and quotas");
});

describe("a parameter", () => {
  afterEach(() => {
    delete process.env["SOME_DEADLINE_MS"];
    delete process.env["SOME_REGION"];
  });

  test("is not asked for its value before the first call comes, then has it", () => {
    const resolved = resolveOptions({ ...required, deadlineMs: defineInt("SOME_DEADLINE_MS") });
    process.env["SOME_DEADLINE_MS"] = "700";
    expect(settingValue(resolved, "deadlineMs")).toBe(700);
  });

  test("whose value is wrong is refused by its own name", () => {
    const region = defineString("SOME_REGION");
    process.env["SOME_REGION"] = "elsewhere";
    expect(() => settingValue(resolveOptions({ ...required, region }), "region")).toThrow(
      "SOME_REGION: must be a region",
    );
  });
});
