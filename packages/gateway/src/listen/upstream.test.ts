import type { ListenTarget } from "./listen-connection.ts";
import { ManualClock } from "./manual-clock.fixture.ts";
import {
  consistentAt,
  ModelDatabase,
  ROOT,
  targetChange,
  timeOf,
} from "./model-database.fixture.ts";
import type { ResultSnapshot } from "./result-change.ts";
import { ScriptedListen } from "./scripted-listen.fixture.ts";
import { Upstream } from "./upstream.ts";
import { UPSTREAM_DEFAULTS } from "./upstream-options.ts";

let clock: ManualClock;
let server: ScriptedListen;
let database: ModelDatabase;
let upstream: Upstream;

beforeEach(() => {
  clock = new ManualClock();
  server = new ScriptedListen();
  database = new ModelDatabase();
  database.commit([["c/a", true]]);
  upstream = upstreamWith({});
});

function upstreamWith(options: { maxTargets?: number; maxTargetBytes?: number }): Upstream {
  return new Upstream({ ...UPSTREAM_DEFAULTS, ...options, open: server.open, clock, root: ROOT });
}

/** Someone who listens to a query, and remembers what was said. */
function listener(limit = 10, collection = "c") {
  const target: ListenTarget = { kind: "query", query: { collection, orderBy: [], limit } };
  const heard: (ResultSnapshot | string)[] = [];
  const listening = upstream.listen(target, {
    onSnapshot: (snapshot) => heard.push(snapshot),
    onEnd: ({ code }) => heard.push(code),
  });
  return { heard, ...listening };
}

/** Sends the whole result to every target that was asked for. */
function answerAll(): void {
  for (const targetId of server.last.asked.keys()) answer(targetId);
}

function answer(targetId: number): void {
  server.last.respond(
    targetChange("ADD", targetId),
    ...database.whole(targetId),
    targetChange("CURRENT", targetId),
    consistentAt(database.moment),
  );
}

function refuse(targetId: number, code = "INVALID_ARGUMENT"): void {
  const cause = { code, message: "no" };
  server.last.respond({ kind: "target", change: "REMOVE", targetIds: [targetId], cause });
}

/** A cut, and what comes after the longest pause. */
function reconnect(code?: string): void {
  server.last.end(code);
  clock.advance(UPSTREAM_DEFAULTS.backoffMaxMs);
}

const askedIds = () => [...server.last.asked.keys()];

describe("targets", () => {
  test("many share a stream, under numbers that none has had", () => {
    const [one, two] = [listener(), listener()];
    expect(server.connections).toHaveLength(1);
    answerAll();
    expect([one.heard, two.heard]).toMatchObject([[{}], [{}]]);
    const before = askedIds();
    two.stop();
    listener();
    expect(new Set([...before, ...askedIds()]).size).toBe(3);
    reconnect();
    expect(new Set([...before, ...askedIds()]).size).toBe(4);
  });

  test("more than a stream may have go over another", () => {
    upstream = upstreamWith({ maxTargets: 2 });
    const targets = [listener(), listener(), listener()];
    expect(upstream.streams).toBe(2);
    for (const target of targets) target.stop();
    expect(upstream.streams).toBe(0);
    expect(server.connections.every(({ isClosed }) => isClosed)).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  test("one that is stopped hears nothing more, and is removed", () => {
    const [one, two] = [listener(), listener()];
    answerAll();
    const [first] = askedIds();
    one.stop();
    expect(server.last.requests.at(-1)).toEqual({ kind: "remove", targetId: first });
    database.commit([["c/a", null]]);
    server.last.respond({ kind: "delete", path: "c/a", removedTargetIds: [1, 2] }, consistentAt(2));
    expect(one.heard).toHaveLength(1);
    expect(two.heard).toHaveLength(2);
  });

  test("one that is refused ends alone, without the stream", () => {
    const [bad, good] = [listener(), listener()];
    refuse(1);
    answer(2);
    expect(bad.heard).toEqual(["INVALID_ARGUMENT"]);
    expect(good.heard).toMatchObject([{ readTime: timeOf(1) }]);
    expect(server.connections).toHaveLength(1);
  });

  test("one that is removed for a passing reason is asked for again, later each time", () => {
    const { heard } = listener();
    clock.chance = 0.9;
    refuse(1, "UNAVAILABLE");
    expect(askedIds()).toEqual([1]);
    clock.advance(224);
    expect(askedIds()).toEqual([1]);
    clock.advance(1);
    expect(askedIds()).toEqual([1, 2]);
    refuse(2, "INTERNAL");
    clock.advance(449);
    expect(askedIds()).toEqual([1, 2]);
    clock.advance(1);
    answer(3);
    expect(heard).toMatchObject([{ readTime: timeOf(1) }]);
    refuse(3, "UNAVAILABLE");
    clock.advance(225);
    expect(askedIds()).toEqual([1, 2, 3, 4]);
  });

  test("one that is sent what lies elsewhere ends, and hears nothing of it", () => {
    const { heard } = listener(1, "elsewhere");
    answerAll();
    expect(heard).toEqual(["INTERNAL"]);
  });

  test("one whose result is too large ends, and takes nothing more", () => {
    upstream = upstreamWith({ maxTargetBytes: 1 });
    const { heard } = listener();
    answerAll();
    expect(heard).toEqual(["ANSWER_TOO_LARGE"]);
    expect(server.last.isClosed).toBe(true);
  });
});

describe("after a cut", () => {
  test("a target goes on where it was, and nothing is said twice", () => {
    const { heard } = listener();
    answerAll();
    reconnect();
    expect([...server.last.asked.values()]).toMatchObject([
      { resumption: { token: Buffer.from("1"), count: 1 } },
    ]);
    const [id = 0] = askedIds();
    server.last.respond(targetChange("RESET", id));
    answerAll();
    expect(heard).toHaveLength(1);
    database.commit([["c/a", true]]);
    server.last.respond(...database.whole(id), consistentAt(2));
    expect(heard).toMatchObject([{}, { changes: [{ before: timeOf(1) }] }]);
  });

  test("a token that is refused is left out, once", () => {
    const { heard } = listener();
    answerAll();
    reconnect();
    refuse(2);
    clock.advance(0);
    expect(server.last.asked.get(3)).toMatchObject({ resumption: undefined });
    refuse(3);
    expect(heard).toMatchObject([{}, "INVALID_ARGUMENT"]);
  });

  test("a result that doesn't add up is read again, and compared", () => {
    const { heard } = listener();
    answerAll();
    database.commit([["c/a", null]]);
    database.commit([["c/b", true]]);
    reconnect();
    server.last.respond({ kind: "filter", targetId: 2, count: 3 });
    clock.advance(0);
    expect(askedIds()).toEqual([3]);
    expect(server.last.asked.get(3)).toMatchObject({ resumption: undefined });
    answerAll();
    expect(heard).toMatchObject([
      {},
      {
        changes: [
          { path: "c/a", after: undefined },
          { path: "c/b", before: undefined },
        ],
      },
    ]);
  });

  test("a result that never adds up is read again later and later", () => {
    listener();
    const asks = () => server.last.requests.filter(({ kind }) => kind === "add").length;
    const miscount = () => server.last.respond({ kind: "filter", targetId: asks(), count: 3 });
    miscount();
    clock.advance(0);
    expect(asks()).toBe(2);
    for (const waitMs of [250, 500, 1_000]) {
      miscount();
      const before = asks();
      clock.advance(waitMs - 1);
      expect(asks()).toBe(before);
      clock.advance(1);
      expect(asks()).toBe(before + 1);
    }
  });

  test("the pauses double, with jitter, and an answer sets them back", () => {
    listener();
    const pauses = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000];
    for (const longestMs of pauses) {
      clock.chance = 0.5;
      const { length } = server.connections;
      server.last.end();
      clock.advance(longestMs / 2 - 1);
      expect(server.connections).toHaveLength(length);
      clock.advance(1);
      expect(server.connections).toHaveLength(length + 1);
    }
    answerAll();
    const { length } = server.connections;
    server.last.end();
    clock.advance(125);
    expect(server.connections).toHaveLength(length + 1);
  });

  test("where Firestore's quota is exhausted the longest pause comes first", () => {
    listener();
    server.last.end("RESOURCE_EXHAUSTED");
    clock.advance(14_999);
    expect(server.connections).toHaveLength(1);
    clock.advance(1);
    expect(server.connections).toHaveLength(2);
  });

  test("who stops while there is no stream is not asked for again", () => {
    const { stop } = listener();
    server.last.end();
    stop();
    expect(clock.waiting).toBe(0);
  });
});

/** The limit of a query for which the server ends the stream. */
const BAD = 13;

describe("a stream that ends for what it was asked", () => {
  test("costs only the target to blame", () => {
    const good = [listener(), listener()];
    const bad = listener(BAD);
    const late = listener();
    const isAskedForBad = () =>
      [...server.last.asked.values()].some(({ target }) => {
        return target.kind === "query" && target.query.limit === BAD;
      });
    for (let attempt = 0; attempt < 20; attempt += 1) {
      if (isAskedForBad()) reconnect("INVALID_ARGUMENT");
      else answerAll();
    }
    expect(bad.heard).toEqual(["INVALID_ARGUMENT"]);
    expect(server.connections.length).toBeLessThan(5);
    for (const { heard } of [...good, late]) expect(heard).toMatchObject([{ readTime: timeOf(1) }]);
  });

  test("is asked again for one at a time, and by none sooner than a removed target may", () => {
    listener();
    listener();
    reconnect("INVALID_ARGUMENT");
    const asks = () =>
      server.last.requests.flatMap((one) => (one.kind === "add" ? one.targetId : []));
    expect(asks()).toEqual([3]);
    refuse(3, "UNAVAILABLE");
    expect(asks()).toEqual([3, 4]);
    clock.advance(UPSTREAM_DEFAULTS.backoffBaseMs);
    expect(asks()).toEqual([3, 4]);
    answer(4);
    expect(asks()).toEqual([3, 4, 5]);
    refuse(5, "UNAVAILABLE");
    clock.advance(UPSTREAM_DEFAULTS.backoffBaseMs - 1);
    expect(asks()).toEqual([3, 4, 5]);
    clock.advance(1);
    expect(asks()).toEqual([3, 4, 5, 6]);
  });

  test("for a token costs nobody more than the token", () => {
    const { heard } = listener();
    answerAll();
    reconnect();
    expect([...server.last.asked.values()]).toMatchObject([{ resumption: { count: 1 } }]);
    reconnect("INVALID_ARGUMENT");
    expect([...server.last.asked.values()]).toMatchObject([{ resumption: undefined }]);
    answerAll();
    database.commit([["c/b", true]]);
    server.last.respond(...database.whole(server.last.asked.keys().next().value ?? 0));
    server.last.respond(consistentAt(2));
    expect(heard).toMatchObject([{}, { changes: [{ path: "c/b" }] }]);
  });

  test("costs no target that was answered", () => {
    const { heard } = listener();
    answerAll();
    reconnect("PERMISSION_DENIED");
    answerAll();
    expect(heard).toHaveLength(1);
    expect(server.connections).toHaveLength(2);
  });
});

describe("silence", () => {
  test("is a cut where something was asked for", () => {
    listener();
    clock.advance(UPSTREAM_DEFAULTS.answerMs - 1);
    expect(server.last.isClosed).toBe(false);
    clock.advance(1);
    expect(server.connections[0]?.isClosed).toBe(true);
    clock.advance(UPSTREAM_DEFAULTS.backoffMaxMs);
    expect(server.connections).toHaveLength(2);
  });

  test("is a cut though more is asked for all the while", () => {
    for (let ms = 0; ms < UPSTREAM_DEFAULTS.answerMs; ms += 1_000) {
      listener();
      clock.advance(1_000);
    }
    expect(server.connections[0]?.isClosed).toBe(true);
  });

  test("is the last of a stream: what comes late on it is not heard", () => {
    const { heard } = listener();
    const [late] = server.connections;
    clock.advance(UPSTREAM_DEFAULTS.answerMs);
    late?.respond(...database.whole(1), targetChange("CURRENT", 1), consistentAt(1));
    late?.end();
    expect(heard).toEqual([]);
    clock.advance(UPSTREAM_DEFAULTS.backoffBaseMs);
    late?.respond(...database.whole(2), targetChange("CURRENT", 2), consistentAt(1));
    late?.end();
    expect(heard).toEqual([]);
    expect(server.connections).toHaveLength(2);
    answerAll();
    expect(heard).toHaveLength(1);
  });

  test("is none for long where all was answered", () => {
    listener();
    answerAll();
    clock.advance(UPSTREAM_DEFAULTS.silenceMs - 1);
    expect(server.last.isClosed).toBe(false);
    clock.advance(1);
    expect(server.connections[0]?.isClosed).toBe(true);
  });

  test("is none while something comes", () => {
    listener();
    answerAll();
    for (let minutes = 0; minutes < 10; minutes += 1) {
      clock.advance(60_000);
      server.last.respond(consistentAt(1));
    }
    expect(server.connections).toHaveLength(1);
  });
});
