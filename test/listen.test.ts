import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import type { Write } from "../packages/gateway/src/documents/store.ts";
import { firestoreListenService } from "../packages/gateway/src/listen/grpc/firestore-listen-service.ts";
import { openGrpcListen } from "../packages/gateway/src/listen/grpc/open-grpc-listen.ts";
import { Hub } from "../packages/gateway/src/listen/hub.ts";
import { HUB_DEFAULTS } from "../packages/gateway/src/listen/hub-limits.ts";
import { processClock } from "../packages/gateway/src/listen/listen-clock.ts";
import type { ListenTarget } from "../packages/gateway/src/listen/listen-connection.ts";
import { Upstream } from "../packages/gateway/src/listen/upstream.ts";
import { UPSTREAM_DEFAULTS } from "../packages/gateway/src/listen/upstream-options.ts";
import type { TargetWatch } from "../packages/gateway/src/listen/target-watch.ts";
import { EMULATOR_OWNER } from "../packages/gateway/src/documents/rest/firestore-credentials.ts";
import type { Query } from "../packages/gateway/src/query/query.ts";
import type { Fields } from "../packages/gateway/src/values/value.ts";
import * as arbitrary from "../packages/gateway/src/values/value.arbitrary.ts";
import { emulators } from "./support/emulators.ts";

const database = `projects/${emulators.project}/databases/(default)`;
const root = `${database}/documents/`;
const service = firestoreListenService({
  database,
  credentials: EMULATOR_OWNER,
  emulatorHost: emulators.firestore,
});
const store = createRestStore({
  projectId: emulators.project,
  databaseId: "(default)",
  emulatorHost: emulators.firestore,
});
const upstream = new Upstream({
  ...UPSTREAM_DEFAULTS,
  open: openGrpcListen(service, root),
  clock: processClock,
  root,
});
const hub = new Hub({ upstream: () => upstream, clock: processClock, limits: HUB_DEFAULTS });

afterAll(async () => {
  hub.close();
  await service.close();
});

function watch(target: ListenTarget): TargetWatch {
  const answer = hub.watch({ database, target });
  if (!("watch" in answer)) throw new Error("The hub is full");
  return answer.watch;
}

const watchQuery = (query: Query) => watch({ kind: "query", query });

/** What a watcher is told next, as paths with what they hold; null for what is gone. */
async function next(watched: TargetWatch): Promise<Readonly<Record<string, Fields | null>>> {
  await watched.news();
  const update = watched.take();
  if (update?.kind !== "snapshot") throw new Error(JSON.stringify(update));
  const { changes } = update.snapshot;
  return Object.fromEntries(changes.map(({ path, after }) => [path, after?.data ?? null]));
}

async function commit(...writes: readonly Write[]): Promise<void> {
  await store.commit(writes, {});
}

const set = (path: string, fields: Fields): Write => ({ kind: "update", path, fields });
const remove = (path: string): Write => ({ kind: "delete", path });
const newCollection = () => `listen-${randomUUID()}`;

test("a query's watcher sees what comes, changes and leaves, and nothing else", async () => {
  const c = newCollection();
  await commit(set(`${c}/a`, { n: 1 }), set(`${c}/hidden`, { n: -1 }));
  const watched = watchQuery({
    collection: c,
    where: { field: ["n"], op: ">", value: 0 },
    orderBy: [],
  });
  expect(await next(watched)).toEqual({ [`${c}/a`]: { n: 1 } });
  await commit(set(`${c}/hidden`, { n: -2 }));
  await commit(set(`${c}/b`, { n: 2 }), set(`${c}/a`, { n: 3 }));
  expect(await next(watched)).toEqual({ [`${c}/a`]: { n: 3 }, [`${c}/b`]: { n: 2 } });
  await commit(set(`${c}/a`, { n: -3 }));
  expect(await next(watched)).toEqual({ [`${c}/a`]: null });
  await commit(remove(`${c}/b`));
  expect(await next(watched)).toEqual({ [`${c}/b`]: null });
});

test("a document's watcher sees that it is missing, comes and goes", async () => {
  const path = `${newCollection()}/a`;
  const watched = watch({ kind: "document", path });
  expect(await next(watched)).toEqual({});
  await commit(set(path, { n: 1 }));
  expect(await next(watched)).toEqual({ [path]: { n: 1 } });
  await commit(remove(path));
  expect(await next(watched)).toEqual({ [path]: null });
});

test("who comes later sees the same, and what Firestore refuses ends alone", async () => {
  const c = newCollection();
  await commit(set(`${c}/a`, { n: 1 }));
  const first = watchQuery({ collection: c, orderBy: [] });
  expect(await next(first)).toEqual({ [`${c}/a`]: { n: 1 } });
  const bad = watchQuery({
    collection: c,
    where: { field: ["n"], op: "not-in", value: Array.from({ length: 11 }, (_, n) => n) },
    orderBy: [],
  });
  await bad.news();
  expect(bad.take()).toMatchObject({ end: { error: { code: "INVALID_ARGUMENT" } } });
  const later = watchQuery({ collection: c, orderBy: [{ field: ["__name__"], direction: "asc" }] });
  expect(later.take()).toMatchObject({ snapshot: { isReset: true, changes: [{}] } });
  await commit(set(`${c}/a`, { n: 2 }));
  for (const watched of [first, later])
    expect(await next(watched)).toEqual({ [`${c}/a`]: { n: 2 } });
});

test("a cursor, an order, a limit and a collection group mean what they mean in a query", async () => {
  const c = newCollection();
  const below = (n: number) => `x/${c}/${c}/${String(n)}`;
  await commit(...[1, 2, 3, 4].map((n) => set(below(n), { n })));
  const query: Query = {
    collection: c,
    allDescendants: true,
    orderBy: [{ field: ["n"], direction: "desc" }],
    startAt: { values: [4], before: false },
    limit: 2,
  };
  const found = await store.query(query, {});
  const expected = Object.fromEntries(found.documents.map(({ path, data }) => [path, data]));
  expect(Object.keys(expected)).toEqual([below(3), below(2)]);
  const watched = watchQuery(query);
  expect(await next(watched)).toEqual(expected);
  await commit(remove(below(3)));
  expect(await next(watched)).toEqual({ [below(3)]: null, [below(1)]: { n: 1 } });
});

test("a document is the same as when it is read, whatever it holds", async () => {
  const collection = newCollection();
  const property = fc.asyncProperty(arbitrary.fields, async (fields) => {
    const path = `${collection}/${randomUUID()}`;
    await commit(set(path, fields));
    const watched = watch({ kind: "document", path });
    await watched.news();
    const { documents } = await store.get([path], {});
    const update = watched.take();
    expect(update?.kind === "snapshot" && update.snapshot.changes).toEqual([
      { path, before: undefined, after: documents[0] },
    ]);
    watched.close();
  });
  await fc.assert(property, { numRuns: 25 });
});
