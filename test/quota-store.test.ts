import { randomUUID } from "node:crypto";
import type { Caller } from "../packages/gateway/src/caller/caller.ts";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import { accountForm } from "../packages/gateway/src/quota/lease/account-form.ts";
import { systemClock as clock } from "../packages/gateway/src/quota/clock.ts";
import { FirestoreQuotaStore } from "../packages/gateway/src/quota/store/firestore-quota-store.ts";
import { LeasedQuota } from "../packages/gateway/src/quota/leased-quota.ts";
import { perMinute } from "../packages/gateway/src/quota/limit.ts";
import {
  counterForm,
  describeQuotaStore,
} from "../packages/gateway/src/quota/store/quota-store.suite.ts";
import { Tiers } from "../packages/gateway/src/quota/tiers.ts";
import { emulators } from "./support/emulators.ts";

const collection = "_quotas";
const documents = createRestStore({
  projectId: emulators.project,
  databaseId: "(default)",
  emulatorHost: emulators.firestore,
});

describeQuotaStore(
  "Firestore quota store",
  () => new FirestoreQuotaStore({ documents, collection, clock, form: counterForm }),
);

describe("quotas in Firestore", () => {
  const store = new FirestoreQuotaStore({ documents, collection, clock, form: accountForm });
  const user = (): Caller => ({
    kind: "user",
    uid: randomUUID(),
    admin: false,
    roles: [],
    teams: [],
    app: null,
  });
  const one = { calls: 1, reads: 0, writes: 0 };
  const secret = () => Promise.resolve(Buffer.from("secret"));
  const tier = { calls: [perMinute(10)], reads: [perMinute(10)], writes: [perMinute(10)] } as const;
  const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
  const instance = () => new LeasedQuota({ tiers, store, clock, secret });

  test.each([1, 5])(
    "50 parallel calls against a capacity of 10 admit exactly 10, on %i instances",
    async (count) => {
      const [instances, caller] = [Array.from({ length: count }, instance), user()];
      const startedMs = performance.now();
      const outcomes = await Promise.all(
        Array.from({ length: 50 / count }, () =>
          instances.map((of) => of.charge(caller, one, {})),
        ).flat(),
      );
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
      // At 10 a minute, none comes back within this time.
      expect(performance.now() - startedMs).toBeLessThan(5_000);
    },
  );

  test("a refusal holds on every instance, until exactly the time it told", async () => {
    const [a, b, caller] = [instance(), instance(), user()];
    await a.charge(caller, { calls: 10, reads: 0, writes: 0 }, {});
    const refused = await b.charge(caller, one, {});
    if (refused.ok) throw new Error("must be refused");
    const { retryAfterMs } = refused.refusal;
    expect(retryAfterMs).toBeGreaterThan(4_000);
    expect(retryAfterMs).toBeLessThanOrEqual(6_000);
    expect((await a.charge(caller, one, {})).ok).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
    expect((await b.charge(caller, one, {})).ok).toBe(true);
    expect((await a.charge(caller, one, {})).ok).toBe(false);
  });
});
