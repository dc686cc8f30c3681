import { randomUUID } from "node:crypto";
import { Caller, Production } from "./support/production.ts";

jest.setTimeout(60_000);

let production: Production;
beforeAll(async () => {
  production = await Production.start();
});
afterAll(() => production.stop());

test.each(["database", "getQuota"])(
  "%s starts and answers without any package of Firebase's",
  async (target) => {
    const refuse = "test/support/refuse-firebase.ts";
    const instance = await production.instance(target, {}, [refuse]);
    const caller = new Caller(instance, { sub: `loading-${randomUUID()}` });
    const { result } = await caller.call(target === "database" ? "getQuota" : "", {});
    expect(result).toMatchObject({ tier: "user" });
  },
);
