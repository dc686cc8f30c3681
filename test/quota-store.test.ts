import { randomUUID } from "node:crypto";
import type { Caller } from "../packages/gateway/src/caller/caller.ts";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import { accountForm } from "../packages/gateway/src/quota/lease/account-form.ts";
import { systemClock as clock } from "../packages/gateway/src/quota/clock.ts";
import { FirestoreQuotaStore } from "../packages/gateway/src/quota/store/firestore-quota-store.ts";
import { LeasedQuota } from "../packages/gateway/src/quota/leased-quota.ts";
import { perDay, perMinute, type Window } from "../packages/gateway/src/quota/limit.ts";
import {
  counterForm,
  describeQuotaStore,
} from "../packages/gateway/src/quota/store/quota-store.suite.ts";
import { Tiers } from "../packages/gateway/src/quota/tiers.ts";
import { emulators } from "./support/emulators.ts";

const collection = "_quota-store-test";
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
  const instance = (limit: Window) => {
    const tier = { calls: [limit], reads: [limit], writes: [limit] } as const;
    const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
    return new LeasedQuota({ tiers, store, clock, secret });
  };

  test.each([1, 5])(
    "50 parallel calls against a capacity of 10 admit exactly 10, on %i instances",
    async (count) => {
      // None comes back while the test runs.
      const instances = Array.from({ length: count }, () => instance(perDay(10)));
      const caller = user();
      const outcomes = await Promise.all(
        Array.from({ length: 50 / count }, () =>
          instances.map((of) => of.charge(caller, one, {})),
        ).flat(),
      );
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
    },
  );

  test("a refusal holds on every instance, until exactly the time it told", async () => {
    const [a, b, caller] = [instance(perMinute(10)), instance(perMinute(10)), user()];
    const startedMs = performance.now();
    await a.charge(caller, { calls: 10, reads: 0, writes: 0 }, {});
    const refused = await b.charge(caller, one, {});
    if (refused.ok) throw new Error("must be refused");
    const { retryAfterMs } = refused.refusal;
    expect(retryAfterMs).toBeGreaterThan(6_000 - (performance.now() - startedMs));
    expect(retryAfterMs).toBeLessThanOrEqual(6_000);
    expect((await a.charge(caller, one, {})).ok).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
    expect((await b.charge(caller, one, {})).ok).toBe(true);
    expect((await a.charge(caller, one, {})).ok).toBe(false);
  });
});
