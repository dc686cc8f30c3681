import { randomUUID } from "node:crypto";
import { Caller, Production } from "./support/production.ts";
import { until } from "./support/until.ts";

/** The audit trail, kept by Firestore's emulator and read through the gateway. */
let production: Production;
let ada: Caller;
let boss: Caller;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  const every = await production.instance("database");
  ada = new Caller(every, { sub: "audit-ada" });
  boss = new Caller(every, { sub: "audit-boss", admin: true });
});

afterAll(() => production.stop());

interface Listed {
  readonly id: string;
  readonly version: string;
  readonly fromVersion?: string | null;
  readonly callable: string;
  readonly at: string;
  readonly before?: object | null;
  readonly values?: readonly { field: string; before?: unknown; after?: unknown }[];
}

async function changesOf(path: string): Promise<readonly Listed[]> {
  const { result } = await boss.call<{ changes: readonly Listed[] }>("listChanges", {
    path,
    versions: true,
  });
  return result?.changes ?? [];
}

async function stored(path: string) {
  const { result } = await ada.call<{ document: { data: object; updateTime: string } }>(
    "getDocument",
    { path },
  );
  return result?.document;
}

test("the trail of a document leads, version by version, to what is stored", async () => {
  const path = `versioned/${randomUUID()}`;
  const op = { op: "update", path } as const;
  const requestId = randomUUID();
  const batch = {
    writes: [
      { ...op, data: { n: { $increment: 1 }, at: { $serverTimestamp: true } } },
      { ...op, data: { "m.deep": [1, { $timestamp: "2026-01-01T00:00:00.000000Z" }] } },
    ],
    requestId,
  };
  await ada.call("setDocument", { path, data: { n: 0.5, m: { x: "1" } } });
  await ada.call("batchWrite", batch);
  await ada.call("batchWrite", batch);
  const [counted] = batch.writes;
  const writes = [counted, { ...op, data: { "m.deep": "other" } }];
  await ada.call("batchWrite", { writes, atomic: false, requestId: randomUUID() });
  const trail = (await changesOf(path)).toReversed();
  expect(trail.map(({ callable }) => callable)).toEqual([
    "setDocument",
    ...Array.from({ length: 4 }, () => "batchWrite"),
  ]);
  const now = await stored(path);
  expect(trail.at(-1)?.version).toBe(now?.updateTime);
  // Where a commit has several writes, only the first is made from a version.
  expect(
    trail.flatMap(({ fromVersion }) => (fromVersion === undefined ? [] : [fromVersion])),
  ).toEqual([null, trail[0]?.version, trail[2]?.version, trail[3]?.version]);
  const { at, ...rest } = (now?.data ?? {}) as { at: object };
  expect(rest).toEqual({ n: 2.5, m: { x: "1", deep: "other" } });
  const m = { x: "1", deep: [1, { $timestamp: "2026-01-01T00:00:00.000000Z" }] };
  expect(trail.map(({ before }) => before)).toEqual([
    null,
    { n: 0.5, m: { x: "1" } },
    { n: 1.5, m: { x: "1" }, at: { $timestamp: trail[1]?.at } },
    { n: 1.5, m, at: { $timestamp: trail[1]?.at } },
    { n: 2.5, m, at },
  ]);
  expect(at).toEqual({ $timestamp: trail[3]?.at });
});

test("a document that was deleted is restored, and its trail goes on", async () => {
  const path = `versioned/${randomUUID()}`;
  await ada.call("setDocument", { path, data: { kept: { $bytes: "AQI=" } } });
  await ada.call("deleteDocument", { path });
  const [deletion] = await changesOf(path);
  const restored = await boss.call("restoreVersion", { change: deletion?.id });
  expect(restored.error).toBeUndefined();
  expect((await stored(path))?.data).toEqual({ kept: { $bytes: "AQI=" } });
  expect((await changesOf(path)).map(({ callable }) => callable)).toEqual([
    "restoreVersion",
    "deleteDocument",
    "setDocument",
  ]);
});

test("a document's last change alone keeps its version, where that is declared", async () => {
  const path = `lastVersioned/${randomUUID()}`;
  const text = "é".repeat(300_000);
  for (const n of [0, 1, 2, 3]) await ada.call("setDocument", { path, data: { n, text } });
  const kept = async () => (await changesOf(path)).map(({ before }) => before !== undefined);
  await until(async () => (await kept()).filter(Boolean).length === 1);
  expect(await kept()).toEqual([true, false, false, false]);
  const [last, oldest] = [(await changesOf(path))[0], (await changesOf(path)).at(-1)];
  expect(oldest).toMatchObject({ callable: "setDocument" });
  const refused = await boss.call("restoreVersion", { change: oldest?.id });
  expect(refused.error?.details.reason).toBe("DOCUMENT_NOT_FOUND");
  expect((await boss.call("restoreVersion", { change: last?.id })).error).toBeUndefined();
  expect((await stored(path))?.data).toEqual({ n: 2, text });
});

test("writers of one document that race leave one entry each, and none is missing", async () => {
  const path = `versioned/${randomUUID()}`;
  const results = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      ada.call("setDocument", { path, data: { [`f${String(n)}`]: n }, merge: true }),
    ),
  );
  const written = results.filter(({ error }) => error === undefined).length;
  expect(written).toBeGreaterThan(0);
  const trail = (await changesOf(path)).toReversed();
  expect(trail.map(({ before }) => Object.keys(before ?? {}).length)).toEqual(
    Array.from({ length: written }, (_, n) => n),
  );
});
