import type { DatabaseError } from "../database-error.ts";
import { HIDDEN_MS, LONGEST_PAUSE_MS } from "./live-queries.ts";
import type { WatchState } from "./live-target.ts";
import { documentOf, ScriptedGateway, settled, timeOf } from "./scripted-gateway.fixture.ts";
import { FIRST_FRAME_MS, TOKEN_MS } from "./stream-run.ts";
import type { LiveWatch, WatchSettings } from "./live-watch.ts";
import { watchDocument, watchDocuments, watchQuery } from "./watches.ts";

const BY_N = [
  [["n"], "asc"],
  [["__name__"], "asc"],
] as const;
const HOUR_MS = 3_600_000;
/** Longer than a pause before one of the first attempts, and shorter than a first frame may take. */
const PAUSE_MS = 5_000;

let gateway: ScriptedGateway;
let watches: LiveWatch<unknown>[];

beforeEach(() => {
  gateway = new ScriptedGateway();
  watches = [];
});

afterEach(async () => {
  for (const watch of watches) await watch.return();
  gateway.restore();
});

interface Row {
  readonly n: number;
}

function query(settings: WatchSettings = {}) {
  const watch = watchQuery<Row>(gateway.queries, { collection: "c" }, settings);
  watches.push(watch);
  return watch;
}

/** Takes what comes, as `for await` does. */
function follow<Snapshot>(watch: LiveWatch<Snapshot>) {
  const taken: Snapshot[] = [];
  const follower = { taken, error: undefined as DatabaseError | undefined, isOver: false };
  void (async () => {
    try {
      for await (const snapshot of watch) taken.push(snapshot);
    } catch (error) {
      follower.error = error as DatabaseError;
    }
    follower.isOver = true;
  })();
  return follower;
}

/** A query that has told its first result. */
async function following(settings: WatchSettings = {}) {
  const follower = follow(query(settings));
  const stream = await gateway.stream();
  await stream.open();
  await stream.tell(1, { reset: true, orderBy: BY_N, documents: [documentOf("c/a", 1)] });
  return { follower, stream };
}

const pathsOf = ({ documents }: { readonly documents: readonly { readonly path: string }[] }) =>
  documents.map(({ path }) => path);

describe("a query", () => {
  test("is told in its order, with what has changed", async () => {
    const { follower, stream } = await following();
    await stream.tell(3, { documents: [documentOf("c/c", 3), documentOf("c/b", 2)] });
    await stream.tell(5, { documents: [documentOf("c/a", 5)], removed: ["c/b"] });
    expect(follower.taken.map(pathsOf)).toEqual([["c/a"], ["c/a", "c/b", "c/c"], ["c/c", "c/a"]]);
    expect(follower.taken[2]?.changes).toEqual([
      { kind: "removed", path: "c/b" },
      { kind: "changed", document: expect.objectContaining({ path: "c/a", data: { n: 5 } }) },
    ]);
    expect(follower.taken[2]?.readTime).toBe(timeOf(5));
  });

  test("is told in its order though that is not among its fields", async () => {
    const follower = follow(query());
    const stream = await gateway.stream();
    await stream.open();
    const keyed = (path: string, n: number) => ({ ...documentOf(path, n), data: {}, keys: [n] });
    await stream.tell(1, {
      reset: true,
      orderBy: BY_N,
      documents: [keyed("c/a", 2), keyed("c/b", 1)],
    });
    expect(follower.taken.map(pathsOf)).toEqual([["c/b", "c/a"]]);
    expect(follower.taken[0]?.documents[0]).not.toHaveProperty("keys");
  });

  test("is told to who is slow as it is last, with all that has changed since", async () => {
    const watch = query();
    const first = watch.next();
    const stream = await gateway.stream();
    await stream.open();
    await stream.tell(1, { reset: true, orderBy: BY_N, documents: [documentOf("c/a", 1)] });
    await first;
    await stream.tell(2, { documents: [documentOf("c/b", 2)] });
    await stream.tell(3, { documents: [documentOf("c/b", 3)], removed: ["c/a"] });
    const { value } = await watch.next();
    expect(value?.changes).toMatchObject([
      { kind: "removed", path: "c/a" },
      { kind: "added", document: { data: { n: 3 } } },
    ]);
  });

  test("ends when the loop is left, and by its signal, and leaves nothing behind", async () => {
    const abort = new AbortController();
    const { follower, stream } = await following({ signal: abort.signal });
    const other = follow(query());
    abort.abort();
    await settled();
    expect(follower).toMatchObject({ isOver: true, error: undefined });
    await Promise.all(watches.map((watch) => watch.return()));
    await settled();
    expect(other.isOver).toBe(true);
    expect(stream.isClosed).toBe(true);
    expect(gateway.page.waiting).toBe(0);
  });
});

describe("after a cut", () => {
  test.each([
    ["that breaks the connection", "cut"],
    ["that looks like a clean end", "finish"],
  ] as const)(
    "%s, a watch goes on with its token, and tells what is new alone",
    async (_name, how) => {
      const states: WatchState[] = [];
      const { follower, stream } = await following({ onState: (state) => states.push(state) });
      await stream[how]();
      await gateway.page.advance(PAUSE_MS);
      const again = await gateway.stream();
      expect(again.asked.targets).toMatchObject([{ collection: "c", token: "token-1" }]);
      await again.open();
      await again.tell(2, {
        reset: true,
        orderBy: BY_N,
        documents: [documentOf("c/a", 1), documentOf("c/b", 2)],
      });
      expect(follower.taken).toHaveLength(2);
      expect(follower.taken[1]?.changes).toMatchObject([{ kind: "added", document: { id: "b" } }]);
      expect(states).toEqual(["current", "behind", "current"]);
    },
  );

  test("a watch goes on after the second one too, and after any number", async () => {
    const { follower } = await following();
    for (let n = 2; n < 8; n += 1) {
      await (await gateway.stream()).cut();
      await gateway.page.advance(PAUSE_MS);
      const again = await gateway.stream();
      await again.open();
      await again.tell(n, { documents: [documentOf("c/a", n)] });
    }
    expect(follower.taken.map(({ documents }) => documents[0]?.data.n)).toEqual([
      1, 2, 3, 4, 5, 6, 7,
    ]);
  });

  test("nothing is told where nothing has changed, and changes flow again", async () => {
    const { follower, stream } = await following();
    await stream.cut();
    await gateway.page.advance(PAUSE_MS);
    const again = await gateway.stream();
    await again.open();
    await again.tell(1, {});
    expect(follower.taken).toHaveLength(1);
    await again.tell(4, { documents: [documentOf("c/a", 4)] });
    expect(follower.taken).toHaveLength(2);
  });

  test("an older result than was told is not told", async () => {
    const { follower, stream } = await following();
    await stream.tell(5, { documents: [documentOf("c/a", 5)] });
    await stream.cut();
    await gateway.page.advance(PAUSE_MS);
    const again = await gateway.stream();
    await again.open();
    await again.tell(3, { reset: true, documents: [documentOf("c/a", 3)] });
    expect(follower.taken).toHaveLength(2);
    await again.tell(6, { documents: [documentOf("c/a", 6)] });
    expect(follower.taken.at(-1)?.documents[0]?.data).toEqual({ n: 6 });
  });

  test("a watch that can't come back is offline, and current when it can", async () => {
    const watch = query();
    const follower = follow(watch);
    for (let n = 0; n < 3; n += 1) {
      await (await gateway.stream()).cut();
      await gateway.page.advance(PAUSE_MS);
    }
    expect(watch.state).toBe("offline");
    const stream = await gateway.stream();
    await stream.open();
    await stream.tell(1, { reset: true });
    expect(watch.state).toBe("current");
    expect(follower.taken).toHaveLength(1);
  });

  test("a stream of which nothing comes any more counts as cut", async () => {
    const { stream } = await following();
    await gateway.page.advance(20_000);
    await stream.send({ kind: "ping" });
    await gateway.page.advance(20_000);
    expect(stream.isClosed).toBe(false);
    await gateway.page.advance(11_000);
    expect(stream.isClosed).toBe(true);
    expect(gateway.streams).toHaveLength(2);
  });
});

test("a stream that says that it ends is opened again when it says", async () => {
  const { stream } = await following();
  await stream.end({ reason: "LIMIT", retryAfterMs: 700 });
  await gateway.page.advance(699);
  expect(gateway.streams).toHaveLength(1);
  await gateway.page.advance(1);
  expect(gateway.streams).toHaveLength(2);
});

describe("a token", () => {
  test.each<[string, () => Promise<string>]>([
    ["rejects", () => Promise.reject(new Error("auth/network-request-failed"))],
    ["hangs", () => new Promise<string>(() => {})],
  ])("whose refresh %s keeps a watch waiting, and no longer than that", async (_name, getToken) => {
    gateway.getToken = getToken;
    const watch = query();
    const follower = follow(watch);
    await gateway.page.advance(2 * (TOKEN_MS + PAUSE_MS));
    expect(gateway.streams).toEqual([]);
    expect(watch.state).toBe("offline");
    gateway.getToken = () => Promise.resolve("good");
    const longestMs = TOKEN_MS + LONGEST_PAUSE_MS;
    for (let ms = 0; gateway.streams.length === 0 && ms < longestMs; ms += 1_000)
      await gateway.page.advance(1_000);
    const stream = await gateway.stream();
    expect(stream.headers).toMatchObject({ authorization: "good" });
    await stream.open();
    await stream.tell(1, { reset: true });
    expect(follower.taken).toHaveLength(1);
  });

  test("that comes late, when another was asked for, opens no second stream", async () => {
    const late = Promise.withResolvers<string>();
    gateway.getToken = () => late.promise;
    follow(query());
    await gateway.page.advance(TOKEN_MS);
    gateway.getToken = () => Promise.resolve("second");
    await gateway.page.advance(PAUSE_MS);
    late.resolve("first");
    await settled();
    expect(gateway.streams.map(({ headers }) => headers["authorization"])).toEqual(["second"]);
  });

  test("that is refused is fetched anew", async () => {
    const forced: boolean[] = [];
    gateway.getToken = (forceRefresh) => {
      forced.push(forceRefresh);
      return Promise.resolve("token");
    };
    follow(query());
    const stream = await gateway.stream();
    await stream.refuse(401, { status: "UNAUTHENTICATED", message: "Unauthenticated" });
    await gateway.page.advance(PAUSE_MS);
    expect(forced).toEqual([false, true]);
  });
});

test("when another user signs in, or none, a watch ends, and nothing is told after", async () => {
  const { follower, stream } = await following();
  gateway.changeUser();
  expect(stream.isClosed).toBe(true);
  await settled();
  expect(follower.error).toMatchObject({ code: "unauthenticated" });
  await gateway.page.advance(HOUR_MS);
  expect(gateway.streams).toHaveLength(1);
});

test("a page that is hidden for an hour has no stream, and goes on when it is seen", async () => {
  const { follower, stream } = await following();
  gateway.page.setHidden(true);
  await gateway.page.advance(5_000);
  for (let ms = 0; ms < HIDDEN_MS; ms += 15_000) {
    await stream.send({ kind: "ping" });
    await gateway.page.advance(15_000);
  }
  expect(stream.isClosed).toBe(true);
  await gateway.page.advance(HOUR_MS);
  expect(gateway.streams).toHaveLength(1);
  gateway.page.setHidden(false);
  const again = await gateway.stream();
  expect(again.asked.targets).toMatchObject([{ token: "token-1" }]);
  await again.open();
  await again.tell(2, { documents: [documentOf("c/a", 2)] });
  expect(follower.taken).toHaveLength(2);
});

describe("several watches", () => {
  test("that begin together share a stream", async () => {
    follow(query());
    follow(query());
    expect((await gateway.stream()).asked.targets).toHaveLength(2);
    expect(gateway.streams).toHaveLength(1);
  });

  test("that come later are answered by a stream of their own, and join it before the others end", async () => {
    const { follower, stream: first } = await following();
    const later = follow(query());
    const own = await gateway.stream();
    expect(own.asked.targets).toHaveLength(1);
    await own.open();
    await own.tell(2, { reset: true, documents: [documentOf("c/x", 2)] });
    expect(later.taken).toHaveLength(1);
    await gateway.page.advance(1_000);
    const joined = await gateway.stream();
    expect(joined.asked.targets.map(({ token }) => token)).toEqual(["token-1", "token-2"]);
    await joined.open();
    await first.tell(3, { documents: [documentOf("c/b", 3)] });
    await joined.tell(
      3,
      { reset: true, documents: [documentOf("c/a", 1), documentOf("c/b", 3)] },
      0,
    );
    expect([first.isClosed, own.isClosed]).toEqual([false, false]);
    await joined.tell(3, {}, 1);
    expect([first.isClosed, own.isClosed]).toEqual([true, true]);
    expect(follower.taken.map(pathsOf)).toEqual([["c/a"], ["c/a", "c/b"]]);
    await joined.tell(4, { documents: [documentOf("c/x", 4)] }, 1);
    expect(later.taken).toHaveLength(2);
  });
});

describe("where streams are held back", () => {
  test.each<[string, (stream: Awaited<ReturnType<ScriptedGateway["stream"]>>) => Promise<void>]>([
    ["by a proxy", () => gateway.page.advance(FIRST_FRAME_MS)],
    ["since the client has none", (stream) => stream.openWithoutBody()],
  ])("%s, a watch polls with the same frames", async (_name, holdBack) => {
    const follower = follow(query());
    await holdBack(await gateway.stream());
    for (let n = 1; n < 4; n += 1) {
      const poll = await gateway.stream();
      expect(poll.asked.poll).toBe(true);
      expect(poll.asked.targets[0]?.token).toBe(n === 1 ? undefined : `token-${String(n - 1)}`);
      await poll.tell(n, { documents: [documentOf("c/a", n)] });
      await poll.end({ reason: "POLLED", retryAfterMs: 0 });
    }
    expect(follower.taken.map(({ documents }) => documents[0]?.data.n)).toEqual([1, 2, 3]);
  });
});

describe("what the gateway refuses", () => {
  const forbidden = {
    status: "PERMISSION_DENIED",
    message: "You may not",
    details: { reason: "FORBIDDEN" },
  };

  test("ends a watch with why", async () => {
    const { follower, stream } = await following();
    await stream.send({ kind: "removed", id: stream.id(), error: forbidden });
    expect(follower.error).toMatchObject({ code: "permission-denied", reason: "FORBIDDEN" });
  });

  test("for a while is asked for again when it says", async () => {
    const { follower, stream } = await following();
    const details = { reason: "QUOTA_EXCEEDED", retryAfterMs: 9_000 };
    const error = { status: "RESOURCE_EXHAUSTED", message: "used up", details };
    await stream.send({ kind: "removed", id: stream.id(), error });
    await stream.end({ reason: "NO_TARGETS", retryAfterMs: 100 });
    await gateway.page.advance(8_999);
    expect(gateway.streams).toHaveLength(1);
    await gateway.page.advance(1);
    const again = await gateway.stream();
    expect(again.asked.targets).toMatchObject([{ token: "token-1" }]);
    await again.open();
    await again.tell(2, { documents: [documentOf("c/a", 2)] });
    expect(follower).toMatchObject({ error: undefined, taken: [{}, {}] });
  });

  test("of documents that are watched together is null, and the others are told", async () => {
    const watch = watchDocuments<Row>(gateway.queries, { paths: ["c/a", "c/b", "c/c"] }, {});
    watches.push(watch);
    const follower = follow(watch);
    const stream = await gateway.stream();
    await stream.open();
    await stream.tell(3, { reset: true, documents: [documentOf("c/a", 1)] }, 0);
    await stream.send({ kind: "removed", id: stream.id(1), error: forbidden });
    expect(follower.taken).toEqual([]);
    await stream.tell(2, { reset: true, removed: ["c/c"] }, 2);
    expect(follower.taken).toMatchObject([
      { documents: [{ path: "c/a" }, null, null], readTime: timeOf(2) },
    ]);
  });
});

test("a document is told as it comes, changes and goes", async () => {
  const watch = watchDocument<Row>(gateway.queries, { path: "c/a" }, {});
  watches.push(watch);
  const follower = follow(watch);
  const stream = await gateway.stream();
  expect(stream.asked.targets).toMatchObject([{ path: "c/a" }]);
  await stream.open();
  await stream.tell(1, { reset: true, removed: ["c/a"] });
  await stream.tell(2, { documents: [documentOf("c/a", 2)] });
  await stream.tell(3, { removed: ["c/a"] });
  expect(follower.taken.map(({ document }) => document?.data.n ?? null)).toEqual([null, 2, null]);
});
