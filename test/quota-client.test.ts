import { randomUUID } from "node:crypto";
import { getFunctions } from "firebase/functions";
import { connect, DatabaseError, type Database } from "../packages/client/src/index.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { inForceWithin } from "./support/in-force-within.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { signedApp } from "./support/signed-client.ts";
import type { TokenClaims } from "../tools/production/token-issuer.ts";

/** Quotas that are set while they are used, with the client that operators have. */
let production: Production;
let instances: readonly GatewayProcess[];

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  instances = await Promise.all([production.instance("database"), production.instance("database")]);
  await rawFirestore.set("values/quota-client", { n: { integerValue: "1" } });
});

afterAll(() => production.stop());

/** How long an instance may go on with what it knows. */
const IN_FORCE_MS = 10_000;
const uid = `quota-client-${randomUUID()}`;
const three = { calls: [{ per: "day" as const, amount: 3 }] };

function connectAs(claims: TokenClaims, { url } = instances[0] as GatewayProcess): Database {
  return connect(getFunctions(signedApp(claims).app, url), { attempts: 1 });
}

/** Calls all the time until each instance has said `outcome`, as it must to what is asked 10 s later. */
async function untilAll(callers: readonly Database[], outcome: string): Promise<void> {
  const isSo = async (caller: Database) => (await read(caller)) === outcome;
  await Promise.all(callers.map((caller) => inForceWithin(IN_FORCE_MS, () => isSo(caller))));
}

async function read(database: Database): Promise<string> {
  try {
    await database.getDocument({ path: "values/quota-client" });
    return "ok";
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return error.reason;
  }
}

test("an admin's change is in force within 10 s on all instances, though they have leased for a busy caller", async () => {
  const admin = connectAs({ sub: "quota-client-root", admin: true });
  const callers = instances.map((instance) => connectAs({ sub: uid }, instance));
  const [ada] = callers as [Database];
  const before = await ada.getQuota();
  for (let round = 0; round < 10; round += 1) await untilAll(callers, "ok");

  const { override } = await admin.setQuota({ caller: { uid }, quota: three });
  expect(override).toMatchObject({ caller: { uid }, quota: three });
  await untilAll(callers, "QUOTA_EXCEEDED");
  const { limits } = await ada.getQuota();
  expect(limits.find((limit) => limit.class === "calls")).toMatchObject({ capacity: 3 });
  const { overrides } = await admin.listQuotas({ limit: 500 });
  expect(overrides.map(({ caller }) => caller)).toContainEqual({ uid });

  expect(await admin.clearQuota({ caller: { uid } })).toMatchObject({ cleared: true });
  await untilAll(callers, "ok");
  expect((await ada.getQuota()).limits.map(({ name }) => name)).toEqual(
    before.limits.map(({ name }) => name),
  );
});

test("nobody but admins changes, clears or lists quotas", async () => {
  const refused = { code: "permission-denied", reason: "FORBIDDEN" };
  for (const claims of [{ sub: uid }, { sub: "catalog", service: "catalog" }]) {
    const database = connectAs(claims);
    await expect(database.setQuota({ caller: { uid }, quota: three })).rejects.toMatchObject(
      refused,
    );
    await expect(database.clearQuota({ caller: { uid } })).rejects.toMatchObject(refused);
    await expect(database.listQuotas()).rejects.toMatchObject(refused);
  }
  expect(await connectAs({ sub: uid }).getQuota()).toMatchObject({ tier: "user" });
});
