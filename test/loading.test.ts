import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Caller, Production } from "./support/production.ts";

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

test("neither Node's own undici nor its HTTP/2 is loaded before the first answer", async () => {
  const report = "test/support/report-modules.ts";
  const instance = await production.instance("database", {}, [report]);
  const caller = new Caller(instance, { sub: `loading-${randomUUID()}` });
  expect(await caller.call("getQuota", {})).toHaveProperty("result");
  instance.child.send("modules");
  const [modules] = (await once(instance.child, "message")) as [readonly string[]];
  expect(modules).toContain("NativeModule http");
  expect(modules).not.toContain("NativeModule internal/deps/undici/undici");
  expect(modules).not.toContain("NativeModule http2");
});
