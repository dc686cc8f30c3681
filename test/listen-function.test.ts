import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { emulators } from "./support/emulators.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { until } from "./support/until.ts";
import { RawStream, type RawStreamOptions } from "./support/raw-stream.ts";

/** The function that streams, as it runs in production. */
let production: Production;
let listen: GatewayProcess;
const streams: RawStream[] = [];

const start = (preload: readonly string[] = []) =>
  production.instance("listen", { FIRESTORE_EMULATOR_HOST: emulators.firestore }, preload);

beforeAll(async () => {
  production = await Production.start("test/fixtures/live");
  listen = await start();
});

afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});

afterAll(() => production.stop());

async function open(options: RawStreamOptions, instance = listen): Promise<RawStream> {
  const stream = await RawStream.open(instance, options);
  streams.push(stream);
  return stream;
}

/** A room of its own for each test. */
function newRoom() {
  const collection = `live/${randomUUID()}/items`;
  const set = (id: string, n: number) =>
    rawFirestore.set(`${collection}/${id}`, { n: { integerValue: String(n) } });
  return { collection, set, target: { id: "q", collection } };
}

const ADA = { sub: "ada" };

test("a stream begins at once, as lines that no proxy may keep or change", async () => {
  const { target } = newRoom();
  const { response, ...stream } = await open({ targets: [target], claims: ADA });
  expect(stream).toBeDefined();
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/x-ndjson; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "access-control-allow-origin": "*",
  });
});

test("what is written comes to every stream that watches it", async () => {
  const { target, set } = newRoom();
  await set("a", 1);
  const watching = await Promise.all([1, 2, 3].map(() => open({ targets: [target], claims: ADA })));
  for (const stream of watching) {
    expect(await stream.until("snapshot")).toMatchObject({
      targets: [{ reset: true, documents: [{ id: "a", data: { n: 1 } }] }],
    });
  }
  await set("a", 2);
  for (const stream of watching) {
    const { targets } = await stream.until("snapshot");
    expect(targets).toMatchObject([{ documents: [{ id: "a", data: { n: 2 } }] }]);
    expect(targets[0]).not.toHaveProperty("reset");
  }
});

test("a token that is not good is refused before anything is streamed", async () => {
  const { response } = await open({ targets: [newRoom().target], token: "not.a.token" });
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({
    error: { message: "Unauthenticated", status: "UNAUTHENTICATED" },
  });
});

test("a body that is wrong is refused with what is wrong in it", async () => {
  const { response } = await open({ targets: [{ id: "q", path: "live/r/items/a", limit: 1 }] });
  expect(response.status).toBe(200);
  const none = await open({ targets: [] });
  expect(none.response.status).toBe(400);
  expect(await none.response.json()).toMatchObject({
    error: { details: { reason: "INVALID_REQUEST", fieldViolations: [{ field: "targets" }] } },
  });
});

test("a right that goes ends delivery with its cause, and other targets go on", async () => {
  const club = `liveClubs/${randomUUID()}`;
  const members = (...names: readonly string[]) =>
    rawFirestore.set(club, {
      members: { arrayValue: { values: names.map((stringValue) => ({ stringValue })) } },
    });
  await members("ada");
  const { target, set } = newRoom();
  const targets = [{ id: "posts", collection: `${club}/posts` }, target];
  const stream = await open({ targets, claims: ADA });
  const told: string[] = [];
  while (told.length < 2)
    told.push(...(await stream.until("snapshot")).targets.map(({ id }) => id));
  await members("bob");
  expect(await stream.until("removed")).toMatchObject({
    id: "posts",
    error: { status: "PERMISSION_DENIED", details: { reason: "FORBIDDEN" } },
  });
  await set("b", 1);
  expect(await stream.until("snapshot")).toMatchObject({ targets: [{ id: "q" }] });
});

test("a caller who is blocked is told so, and its stream ends", async () => {
  const stream = await open({ targets: [newRoom().target], claims: { sub: "blocked-one" } });
  await stream.until("snapshot");
  const database = await production.instance("database");
  const operator = new Caller(database, { sub: "root", admin: true });
  const subject = { uid: "blocked-one" };
  await operator.call("setQuota", { caller: subject, quota: { blocked: true } });
  expect(await stream.until("end")).toMatchObject({
    reason: "REFUSED",
    error: { details: { reason: "CALLER_BLOCKED" } },
  });
  expect(await stream.next()).toBeUndefined();
  await operator.call("clearQuota", { caller: subject });
});

test("a stream ends when its token expires, and says that another is wanted", async () => {
  // Half a minute before, at the earliest: a tenth of the time has to pass.
  const hasty = await start(["test/support/hasty-clock.ts"]);
  const exp = Math.floor(Date.now() / 1000) + 65;
  const stream = await open({ targets: [newRoom().target], claims: { ...ADA, exp } }, hasty);
  expect(await stream.until("end")).toMatchObject({ reason: "TOKEN_EXPIRES", retryAfterMs: 0 });
});

test("a client that comes back with its token is told nothing that it has", async () => {
  const { target, set } = newRoom();
  await set("a", 1);
  const first = await open({ targets: [target], claims: ADA });
  const [{ token } = { token: "" }] = (await first.until("snapshot")).targets;
  first.close();
  const again = await open({ targets: [{ ...target, token }], claims: ADA });
  expect(await again.until("snapshot")).toMatchObject({ targets: [{ documents: [] }] });
});

test("a poll ends with what is new", async () => {
  const { target, set } = newRoom();
  const first = await open({ targets: [target], poll: true, claims: ADA });
  const [{ token } = { token: "" }] = (await first.until("snapshot")).targets;
  await first.until("end");
  const waiting = await open({ targets: [{ ...target, token }], poll: true, claims: ADA });
  await waiting.until("open");
  await set("a", 1);
  expect(await waiting.until("snapshot")).toMatchObject({ targets: [{ documents: [{}] }] });
  expect(await waiting.until("end")).toMatchObject({ reason: "POLLED" });
});

test("an instance that is told to end says so to its streams, and ends", async () => {
  const ending = await start();
  const stream = await open({ targets: [newRoom().target], claims: ADA }, ending);
  await stream.until("snapshot");
  const exited = once(ending.child, "exit");
  ending.child.kill("SIGTERM");
  expect(await stream.until("end")).toMatchObject({ reason: "SHUTDOWN" });
  await exited;
});

test("a stream is a line in the log when it has begun, and one with what it came to when it is over", async () => {
  const instance = await start();
  const { target, set } = newRoom();
  await set("a", 1);
  const stream = await open({ targets: [target], claims: ADA }, instance);
  await stream.until("snapshot");
  await until(() => instance.output().includes("listen opened"));
  expect(instance.output()).not.toContain("listen ok");
  stream.close();
  await until(() => instance.output().includes("listen ok"));
  const lines = instance.output().split("\n");
  const line = lines.find((text) => text.includes("listen ok")) ?? "";
  expect(JSON.parse(line)).toMatchObject({
    severity: "INFO",
    callable: "listen",
    usage: { reads: 1, writes: 0, deletes: 0 },
    collections: [{ collection: "live/{room}/items", operation: "list", reads: 1 }],
    lastedMs: expect.any(Number),
  });
});
