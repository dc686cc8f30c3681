import { once } from "node:events";
import type { GatewayProcess } from "./gateway-process.ts";
import { untilLogged } from "./log-of.ts";
import { Caller, type Production } from "./production.ts";

const MINUTE_MS = 60_000;

/**
 * What a shop's callers do within a minute of the past, by an instance that has ended since: it has
 * stored what it counted.
 *
 * @param busy how often each of them calls
 * @returns all that the instance has printed
 */
export async function shopTraffic(
  production: Production,
  { minutesAgo, busy }: { readonly minutesAgo: number; readonly busy: number },
): Promise<string> {
  const env = { CLOCK_AHEAD_MS: String(-minutesAgo * MINUTE_MS) };
  const instance = await production.instance("database", env, ["test/support/clock-ahead.ts"]);
  await callAll(instance, { minutesAgo, busy });
  await untilLogged(instance);
  const exited = once(instance.child, "exit");
  instance.child.kill("SIGTERM");
  await exited;
  return instance.output();
}

async function callAll(
  instance: GatewayProcess,
  { minutesAgo, busy }: { readonly minutesAgo: number; readonly busy: number },
): Promise<void> {
  // A token of now is of the future for a clock that is behind.
  const issued = Math.floor(Date.now() / 1_000) - 60 - minutesAgo * 60;
  const times = { iat: issued, auth_time: issued, exp: issued + 3_000 };
  const ada = new Caller(instance, { sub: "ada", ...times });
  const eve = new Caller(instance, { sub: "eve", ...times });
  const mailer = new Caller(instance, { sub: "mailer", service: "mailer", ...times });
  const fields = { name: "Lamp", price: 20 + minutesAgo, isPublic: true };
  for (let n = 0; n < 4; n += 1)
    await ada.call("setDocument", { path: `console/item-${String(n)}`, data: fields });
  await ada.call("setDocument", { path: "console/secret", data: { ...fields, isPublic: false } });
  await ada.call("setDocument", { path: "console/gone", data: fields });
  await ada.call("deleteDocument", { path: "console/gone" });
  for (let n = 0; n < busy; n += 1) {
    await ada.call("getDocument", { path: `console/item-${String(n % 4)}` });
    await eve.call("getDocument", { path: `console/item-1/reviews/none-${String(n)}` });
    await ada.call("queryDocuments", {
      collection: "console",
      where: [["price", ">", 1_000]],
    });
    await mailer.call("queryDocuments", { collection: "console/item-1/reviews", limit: 2 });
  }
  await new Caller(instance).call("queryDocuments", { collection: "console" });
}
