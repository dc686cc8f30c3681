import { randomUUID } from "node:crypto";
import { appCheckClaims, sign } from "../tools/production/token-issuer.ts";
import { emulators } from "./support/emulators.ts";
import { newAddress, newSubscriber } from "./support/new-address.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { untilLogged } from "./support/log-of.ts";
import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** Nobody signed in has ten calls a day, counted by app and address. */
let production: Production;
/** Where the function is called directly, behind a load balancer, and behind nothing. */
let direct: GatewayProcess;
let balanced: GatewayProcess;
let bare: GatewayProcess;
/** All that Firestore was ever sent. */
const asked: string[] = [];

const TEN = 10;

beforeAll(async () => {
  production = await Production.start("test/fixtures/tight");
  production.firestore.watch((_method, body) => asked.push(body));
  [direct, balanced, bare] = await Promise.all([
    production.instance("database"),
    production.instance("database", { TRUSTED_HOPS: "2" }),
    production.instance("database", { TRUSTED_HOPS: "0" }),
  ]);
  await rawFirestore.set("values/anonymous", { n: { integerValue: "1" } });
});

afterAll(() => production.stop());

type Headers = Readonly<Record<string, string>>;

const from = (forwardedFor: string): Headers => ({ "x-forwarded-for": forwardedFor });
const inApp = (app: string): Headers => ({
  "x-firebase-appcheck": sign(appCheckClaims(emulators.project, app)),
});
const reasonOf = ({ error }: Answer<unknown>) => error?.details.reason ?? "ok";

async function read(instance: GatewayProcess, headers: Headers): Promise<string> {
  const caller = new Caller(instance, undefined, headers);
  return reasonOf(await caller.call("getDocument", { path: "values/anonymous" }));
}

/** Uses up whatever quota these headers are counted under. */
async function exhaust(instance: GatewayProcess, headers: Headers): Promise<void> {
  const calls = Array.from({ length: TEN }, () => read(instance, headers));
  expect(new Set(await Promise.all(calls))).toEqual(new Set(["ok"]));
  expect(await read(instance, headers)).toBe("QUOTA_EXCEEDED");
}

test("one address has one quota, whatever the client writes left of it", async () => {
  const seen = newAddress();
  for (let call = 0; call < TEN; call += 1) {
    expect(await read(direct, from(`${newAddress()}, ${seen}`))).toBe("ok");
  }
  for (const claimed of ["", `${newAddress()}, `, "127.0.0.1,", `${seen}, ${newAddress()}, `]) {
    expect(await read(direct, from(`${claimed}${seen}`))).toBe("QUOTA_EXCEEDED");
  }
  expect(await read(direct, from(`${seen}, ${newAddress()}`))).toBe("ok");
});

test("a requestId is its address's and its app's own: nobody sees another's replay", async () => {
  const request = { collection: "guestbook", data: { n: 1 }, requestId: randomUUID() };
  const [here, there] = [newAddress(), newAddress()];
  const guests: Headers[] = [
    from(here),
    from(there),
    { ...from(here), ...inApp("1:1:web:guests") },
    from(`${newSubscriber()}::1`),
  ];
  const signBook = async (headers: Headers) => {
    const caller = new Caller(direct, undefined, headers);
    const { result } = await caller.call<Signed>("createDocument", request);
    return result;
  };
  const first = await Promise.all(guests.map(signBook));
  expect(first.map((signed) => signed?.replayed)).toEqual(guests.map(() => undefined));
  expect(new Set(first.map((signed) => signed?.document.path)).size).toBe(guests.length);
  const again = await Promise.all(guests.map(signBook));
  expect(again.map((signed) => signed?.replayed)).toEqual(guests.map(() => true));
  expect(again.map((signed) => signed?.document)).toEqual(first.map((signed) => signed?.document));
  const claimed = await signBook(from(`${there}, ${here}`));
  expect(claimed?.document).toEqual(first[0]?.document);
});

interface Signed {
  readonly document: { readonly path: string };
  readonly replayed?: true;
}

test("behind a load balancer the address before the last counts, and no other", async () => {
  const seen = newAddress();
  await exhaust(balanced, from(`${newAddress()}, ${seen}, ${newAddress()}`));
  expect(await read(balanced, from(`${newAddress()}, ${seen}, 10.0.0.9`))).toBe("QUOTA_EXCEEDED");
  expect(await read(balanced, from(`${seen}, ${newAddress()}, 10.0.0.9`))).toBe("ok");
});

test("behind nothing the header counts for nothing", async () => {
  // An app of its own, since all local callers have the same address.
  const app = inApp(randomUUID());
  for (let call = 0; call < TEN; call += 1) {
    expect(await read(bare, { ...app, ...from(newAddress()) })).toBe("ok");
  }
  expect(await read(bare, { ...app, ...from(newAddress()) })).toBe("QUOTA_EXCEEDED");
});

test("the addresses of one /64 share a quota, two /64s have one each", async () => {
  const subscriber = newSubscriber();
  await exhaust(direct, from(`${subscriber}::1`));
  expect(await read(direct, from(`${subscriber}:ffff:1:2:3`))).toBe("QUOTA_EXCEEDED");
  expect(await read(direct, from(`${newSubscriber()}::1`))).toBe("ok");
});

test("at one address, each App Check app has a quota of its own", async () => {
  const seen = newAddress();
  await exhaust(direct, { ...from(seen), ...inApp("1:1:web:one") });
  expect(await read(direct, { ...from(seen), ...inApp("1:1:web:two") })).toBe("ok");
  expect(await read(direct, from(seen))).toBe("ok");
});

test("one quota is counted on all instances", async () => {
  const seen = newAddress();
  await exhaust(direct, from(seen));
  expect(await read(balanced, from(`${seen}, 10.0.0.9`))).toBe("QUOTA_EXCEEDED");
});

test("no address ever stands in the database or in the log", async () => {
  const [seen, subscriber] = [newAddress(), newSubscriber()];
  for (const address of [seen, `${subscriber}::1`]) {
    await exhaust(direct, from(`203.0.113.77, ${address}`));
    await new Caller(direct, undefined, from(address)).call("setDocument", { path: 7 });
    await new Caller(direct, undefined, from(address)).call("getQuota", {});
  }
  await untilLogged(direct);
  const written = [...asked, direct.output()].join("\n");
  expect(written).toContain(`/${production.own.quotas}/anonymous-`);
  for (const address of [seen, subscriber, "203.0.113.77"]) {
    expect(written).not.toContain(address);
    expect(written).not.toContain(Buffer.from(address).toString("base64url"));
  }
});
