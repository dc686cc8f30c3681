import { Hub } from "./hub.ts";
import { HUB_DEFAULTS, type HubLimits } from "./hub-limits.ts";
import type { ListenTarget } from "./listen-connection.ts";
import { ManualClock } from "./manual-clock.fixture.ts";
import { ModelDatabase, ROOT, timeOf } from "./model-database.fixture.ts";
import { ModelFirestore } from "./model-firestore.fixture.ts";
import { ScriptedFirestore } from "./scripted-firestore.fixture.ts";
import { Upstream } from "./upstream.ts";
import { UPSTREAM_DEFAULTS } from "./upstream-options.ts";
import { TargetWatch, type WatchUpdate } from "./target-watch.ts";

const ALL: ListenTarget = { kind: "query", query: { collection: "c", orderBy: [] } };
const SOME: ListenTarget = { kind: "query", query: { collection: "c", orderBy: [], limit: 9 } };

let clock: ManualClock;
let database: ModelDatabase;
let firestore: ModelFirestore;
let server: ScriptedFirestore;
let hub: Hub;
/** Reads that no watcher has. */
let unattributed: number;

beforeEach(() => {
  clock = new ManualClock();
  database = new ModelDatabase();
  database.commit([
    ["c/a", true],
    ["c/b", true],
  ]);
  firestore = new ModelFirestore(database);
  hub = hubWith({});
  unattributed = 0;
});

function hubWith(limits: Partial<HubLimits>): Hub {
  server = new ScriptedFirestore(firestore);
  const all = { ...HUB_DEFAULTS, ...limits };
  const options = { ...UPSTREAM_DEFAULTS, open: server.open, clock, root: ROOT };
  const upstream = new Upstream({ ...options, maxTargetBytes: all.maxTargetBytes });
  return new Hub({ upstream: () => upstream, clock, limits: all, onUnattributedReads });
}

const onUnattributedReads = (reads: number) => void (unattributed += reads);

function watch(target = ALL, at = "(default)"): TargetWatch {
  const answer = hub.watch({ database: at, target });
  if (!("watch" in answer)) throw new Error("The hub is full");
  server.answer();
  return answer.watch;
}

function commit(path: string, isFound: boolean | null): void {
  database.commit([[path, isFound]]);
  firestore.publish();
}

const pathsOf = (update: WatchUpdate | undefined) =>
  update?.kind === "snapshot"
    ? update.snapshot.changes.map(({ path }) => path).toSorted((a, b) => (a < b ? -1 : 1))
    : update;

describe("who watches the same", () => {
  test("shares a target, and who comes later is served from its result at no read", () => {
    const first = watch();
    expect(pathsOf(first.take())).toEqual(["c/a", "c/b"]);
    const { reads } = firestore;
    const later = [watch(), watch()];
    for (const one of later) expect(pathsOf(one.take())).toEqual(["c/a", "c/b"]);
    expect(firestore).toMatchObject({ reads, targets: 1 });
    commit("c/c", true);
    for (const one of [first, ...later]) expect(pathsOf(one.take())).toEqual(["c/c"]);
    expect(firestore.reads).toBe(reads + 1);
  });

  test("has a target of its own in each database, and for each query", () => {
    watch();
    watch(ALL, "other");
    watch(SOME);
    expect(hub.size).toBe(3);
  });
});

describe("a target that nobody watches", () => {
  test("is kept for a while, and serves who comes back", () => {
    watch().close();
    clock.advance(HUB_DEFAULTS.lingerMs - 1);
    const { reads } = firestore;
    const back = watch();
    clock.advance(HUB_DEFAULTS.lingerMs);
    expect(pathsOf(back.take())).toEqual(["c/a", "c/b"]);
    expect(firestore).toMatchObject({ reads, targets: 1 });
  });

  test("is then removed, with all that it held", () => {
    const [one, two] = [watch(), watch()];
    one.close();
    clock.advance(HUB_DEFAULTS.lingerMs);
    expect(hub.size).toBe(1);
    two.close();
    clock.advance(HUB_DEFAULTS.lingerMs);
    server.answer();
    expect(hub).toMatchObject({ size: 0, bytes: 0 });
    expect(clock.waiting).toBe(0);
  });
});

describe("a watcher", () => {
  test("waits for what is new", async () => {
    const watched = watch();
    watched.take();
    expect(watched.take()).toBeUndefined();
    const news = watched.news();
    commit("c/a", true);
    await news;
    await watched.news();
    expect(pathsOf(watched.take())).toEqual(["c/a"]);
  });

  test("who is slow gets the last state of each document, and nothing that came to nothing", () => {
    const watched = watch();
    watched.take();
    commit("c/a", true);
    commit("c/a", true);
    commit("c/new", true);
    commit("c/new", null);
    commit("c/b", false);
    expect(watched.take()).toEqual({
      kind: "snapshot",
      snapshot: {
        readTime: timeOf(6),
        isReset: false,
        changes: [
          {
            path: "c/a",
            before: timeOf(1),
            after: expect.objectContaining({ updateTime: timeOf(3) }),
          },
          { path: "c/b", before: timeOf(1), after: undefined },
        ],
      },
    });
    expect(watched.take()).toBeUndefined();
  });

  test("knows about how much memory its news take", () => {
    const watched = watch();
    expect(watched.pendingBytes).toBe(hub.bytes);
    watched.take();
    expect(watched.pendingBytes).toBe(0);
    commit("c/a", true);
    expect(watched.pendingBytes).toBe(hub.bytes / 2);
  });

  test("who is too slow gets the whole result", () => {
    hub = hubWith({ maxPendingDocuments: 1 });
    const watched = watch();
    watched.take();
    commit("c/c", true);
    commit("c/a", null);
    const update = watched.take();
    expect(update).toMatchObject({ snapshot: { isReset: true } });
    expect(pathsOf(update)).toEqual(["c/b", "c/c"]);
  });

  test("who closes hears nothing more, and waits for nothing", async () => {
    const watched = watch();
    watched.take();
    const news = watched.news();
    commit("c/a", true);
    watched.close();
    await news;
    await watched.news();
    expect(watched.take()).toBeUndefined();
    expect(watched.isClosed).toBe(true);
  });

  test("hears of no cut, only of what has changed meanwhile", () => {
    const watched = watch();
    watched.take();
    server.cut();
    database.commit([["c/b", null]]);
    clock.advance(UPSTREAM_DEFAULTS.backoffMaxMs);
    server.answer();
    expect(pathsOf(watched.take())).toEqual(["c/b"]);
    expect(watched.take()).toBeUndefined();
  });
});

describe("reads", () => {
  const readsOf = (watches: readonly TargetWatch[]) => watches.map((one) => one.takeReads());

  test("of the first result are who watched first's, and a later watcher has none", () => {
    const [first, second] = [watch(), watch()];
    expect(readsOf([first, second])).toEqual([2, 0]);
  });

  test("of a result that is empty are one", () => {
    for (const path of ["c/a", "c/b"]) commit(path, null);
    expect(readsOf([watch()])).toEqual([1]);
  });

  test("of changes are divided evenly, to the last one", () => {
    const watches = [watch(), watch(), watch()];
    readsOf(watches);
    for (let n = 0; n < 7; n += 1) commit("c/a", true);
    expect(readsOf(watches).toSorted((a, b) => a - b)).toEqual([2, 2, 3]);
    for (let n = 0; n < 2; n += 1) commit("c/a", true);
    expect(readsOf(watches).reduce((sum, one) => sum + one)).toBe(2);
  });

  test("that nobody takes are told as such", () => {
    const watched = watch();
    readsOf([watched]);
    commit("c/a", true);
    watched.close();
    commit("c/a", true);
    expect(unattributed).toBe(2);
  });
});

test("a digest is the same for the same versions of the same documents, and no other", () => {
  const watched = watch();
  watched.take();
  const { digest } = watched;
  expect(watch().digest).toBe(digest);
  commit("c/a", true);
  watched.take();
  expect(watched.digest).not.toBe(digest);
  const after = watched.digest;
  commit("c/c", true);
  commit("c/c", null);
  watched.take();
  expect(watched.digest).toBe(after);
});

describe("the end of a target", () => {
  test("is told to all who watch it, once, and what was not taken is not delivered", () => {
    const [one, two] = [watch(), watch()];
    one.take();
    server.refuse("FAILED_PRECONDITION");
    for (const watched of [one, two]) {
      expect(watched.take()).toMatchObject({
        kind: "end",
        end: { reason: "refused", error: { code: "FAILED_PRECONDITION" } },
      });
      expect(watched.take()).toBeUndefined();
    }
    expect(hub.size).toBe(0);
    expect(pathsOf(watch().take())).toEqual(["c/a", "c/b"]);
  });

  test("comes to a result that is too large, with how large it may be", () => {
    hub = hubWith({ maxTargetBytes: 300 });
    const end = { reason: "too-large", maxBytes: 300 };
    expect(watch().take()).toEqual({ kind: "end", end });
  });
});

test("the end of an instance is the end of all that is watched", async () => {
  const watched = [watch(), watch(SOME)];
  watch(SOME).close();
  const news = watched.map((one) => one.news());
  hub.close();
  await Promise.all(news);
  expect(watched.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  expect(hub.size).toBe(0);
  expect(clock.waiting).toBe(0);
});

describe("an instance that is full", () => {
  const isOverload = { reason: "overloaded", retryAfterMs: HUB_DEFAULTS.retryMs * 1.5 };

  test("takes no more targets, and says when to come back", () => {
    hub = hubWith({ maxTargets: 1 });
    watch();
    expect(hub.watch({ database: "(default)", target: SOME })).toEqual(isOverload);
    expect(watch()).toBeInstanceOf(TargetWatch);
  });

  test("takes no more watchers of a target", () => {
    hub = hubWith({ maxWatchersPerTarget: 1 });
    watch().close();
    watch();
    expect(hub.watch({ database: "(default)", target: ALL })).toEqual(isOverload);
    watch(SOME);
  });

  describe("of what results may take", () => {
    beforeEach(() => {
      hub = hubWith({ maxTargetBytes: 10_000, maxInstanceBytes: 25_000 });
    });

    const limited = (limit: number): ListenTarget => ({
      kind: "query",
      query: { collection: "c", orderBy: [], limit },
    });
    const ask = (limit: number) => {
      const answer = hub.watch({ database: "(default)", target: limited(limit) });
      if (!("watch" in answer)) throw new Error("The hub is full");
      return answer.watch;
    };

    test("begins no more than may fit, and the others as soon as it is known what those take", () => {
      const watched = [2, 3, 4, 5, 6, 7].map(ask);
      expect(hub.bytes).toBe(20_000);
      server.answer();
      expect(watched.map((one) => pathsOf(one.take()))).toEqual(watched.map(() => ["c/a", "c/b"]));
      expect(hub.bytes).toBeLessThan(10_000);
    });

    test("begins nothing that nobody waits for any more", () => {
      const [first, ...others] = [2, 3, 4, 5].map(ask);
      for (const one of others) one.close();
      server.answer();
      expect(pathsOf(first?.take())).toEqual(["c/a", "c/b"]);
      expect(firestore.targets).toBe(2);
    });

    test("sends away who waits where the results that are there leave no room", () => {
      hub = hubWith({ maxTargetBytes: 10_000, maxInstanceBytes: 10_100 });
      const [first, second] = [2, 3].map(ask);
      server.answer();
      expect(pathsOf(first?.take())).toEqual(["c/a", "c/b"]);
      expect(second?.take()).toEqual({ kind: "end", end: isOverload });
      expect(hub.watch({ database: "(default)", target: SOME })).toEqual(isOverload);
    });

    test("ends with the instance, whether it was begun or not", () => {
      const watched = [2, 3, 4].map(ask);
      hub.close();
      expect(watched.map(({ isClosed }) => isClosed)).toEqual([true, true, true]);
      expect(hub).toMatchObject({ size: 0, bytes: 0 });
      expect(firestore.targets).toBe(0);
    });
  });

  test("ends what grows past its memory, and nothing else", () => {
    hub = hubWith({ maxTargetBytes: 4_000, maxInstanceBytes: 6_000 });
    const watched = [watch(), watch(SOME)];
    for (const one of watched) one.take();
    for (let n = 0; hub.size === 2 && n < 20; n += 1) commit(`c/n${String(n)}`, true);
    expect(hub.size).toBe(1);
    const updates = watched.map((one) => one.take());
    expect(updates).toContainEqual({ kind: "end", end: isOverload });
    expect(updates).toContainEqual(expect.objectContaining({ kind: "snapshot" }));
    expect(hub.bytes).toBeLessThan(6_000);
  });
});
