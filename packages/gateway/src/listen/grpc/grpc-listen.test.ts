import type { ListenTarget } from "../listen-connection.ts";
import { processClock } from "../listen-clock.ts";
import { ModelDatabase, ROOT } from "../model-database.fixture.ts";
import { ModelFirestore, type Style } from "../model-firestore.fixture.ts";
import { SnapshotChecker } from "../snapshot-checker.fixture.ts";
import { Upstream } from "../upstream.ts";
import { UPSTREAM_DEFAULTS } from "../upstream-options.ts";
import { firestoreListenService } from "./firestore-listen-service.ts";
import { ListenServer, type ServerStream } from "./listen-server.fixture.ts";
import { openGrpcListen, type ListenService } from "./open-grpc-listen.ts";

const TARGET: ListenTarget = { kind: "query", query: { collection: "c", orderBy: [] } };

let database: ModelDatabase;
let firestore: ModelFirestore;
let server: ListenServer;
let upstream: Upstream;
let service: ListenService;
let stop: () => void;

async function start(style: Style = "deltas"): Promise<void> {
  database = new ModelDatabase();
  database.commit([["c/a", true]]);
  firestore = new ModelFirestore(database, style);
  server = await ListenServer.start(answer);
  service = firestoreListenService({
    database: ROOT.slice(0, -"/documents/".length),
    credentials: { authorization: () => "Bearer owner", forget: () => undefined },
    emulatorHost: server.line.host,
    keepaliveMs: 300,
    keepaliveTimeoutMs: 100,
  });
  upstream = new Upstream({
    ...UPSTREAM_DEFAULTS,
    open: openGrpcListen(service, ROOT),
    clock: processClock,
    root: ROOT,
    backoffBaseMs: 10,
    backoffMaxMs: 50,
  });
}

/** Lets the model answer a stream. */
function answer(stream: ServerStream): void {
  const model = firestore.connect(stream);
  stream.onRequest = (request) => model.take(request);
  stream.onEnd = () => model.end();
}

/** Someone who listens, and checks every snapshot. */
function listener(target = TARGET) {
  const checker = new SnapshotChecker(database.isState);
  const errors: unknown[] = [];
  let wake = () => {};
  const listening = upstream.listen(target, {
    onSnapshot: (snapshot) => {
      try {
        checker.take(snapshot);
      } catch (error) {
        errors.push(error);
      }
      wake();
    },
    onEnd: (error) => {
      errors.push(error);
      wake();
    },
  });
  stop = listening.stop;
  return {
    errors,
    checker,
    /** Waits for the state of the database as it is now. */
    async upToDate(): Promise<void> {
      const isUpToDate = () => sameAs(checker.watched, database.resultAt(database.moment));
      while (errors.length === 0 && (checker.lastTime === "" || !isUpToDate())) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      expect(errors).toEqual([]);
    },
    async ended(): Promise<void> {
      while (errors.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function sameAs(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return (
    one.size === other.size && [...one].every(([path, version]) => other.get(path) === version)
  );
}

afterEach(async () => {
  stop();
  await service.close();
  await server.stop();
});

test("what is asked, by whom and of which database stands in the call", async () => {
  await start();
  await listener({
    kind: "query",
    query: {
      collection: "users/ada/c",
      where: { field: ["at"], op: ">", value: { $timestamp: "2026-01-01T00:00:00.000001Z" } },
      orderBy: [{ field: ["at"], direction: "desc" }],
      limit: 3,
    },
  }).ended();
  const [stream] = server.streams;
  expect(stream?.headers).toMatchObject({ authorization: "Bearer owner" });
  expect(stream?.requests[0]).toMatchObject({
    database: "projects/demo-model/databases/(default)",
    addTarget: {
      query: {
        parent: "projects/demo-model/databases/(default)/documents/users/ada",
        structuredQuery: {
          from: [{ collectionId: "c" }],
          where: { fieldFilter: { value: { timestampValue: { nanos: 1_000 } } } },
          orderBy: [{ direction: "DESCENDING" }],
          limit: { value: 3 },
        },
      },
    },
  });
});

test("what Firestore can't be asked ends the target, and nothing else", async () => {
  await start();
  const other = listener();
  await other.upToDate();
  const nearest = { field: ["v"], vector: [1], distance: "COSINE", limit: 1 } as const;
  const bad = listener({
    kind: "query",
    query: { collection: "c", orderBy: [], findNearest: nearest },
  });
  await bad.ended();
  expect(bad.errors).toMatchObject([{ code: "INVALID_ARGUMENT" }]);
  database.commit([["c/b", true]]);
  firestore.publish();
  await other.upToDate();
  expect(server.streams).toHaveLength(1);
});

describe.each<Style>(["deltas", "resets"])(
  "told by %s, changes come once and in order",
  (style) => {
    const ends: Readonly<Record<string, () => unknown>> = {
      "an error of the stream": () => server.streams.at(-1)?.end("UNAVAILABLE"),
      "an end without one": () => server.streams.at(-1)?.end(),
      "a cut": () => server.line.cut(),
      GOAWAY: () => server.goAway(),
      "a restart of the server": () => server.restart(),
      "a line that is silent, as the connection tells": () => {
        server.line.silence();
        server.line.speak();
      },
    };

    test.each(Object.entries(ends))("across %s", async (_, end) => {
      await start(style);
      const { checker, upToDate } = listener();
      await upToDate();
      for (let round = 0; round < 2; round += 1) {
        const { length } = server.streams;
        await end();
        database.commit([
          ["c/a", round === 0 ? null : true],
          ["c/b", true],
        ]);
        await upToDate();
        expect(server.streams.length).toBeGreaterThan(length);
        database.commit([["c/c", round === 0]]);
        firestore.publish();
        await upToDate();
      }
      expect([...checker.watched.keys()].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
        "c/a",
        "c/b",
      ]);
    });
  },
);

test("the server's end of a target is told with its cause", async () => {
  await start();
  const { errors, upToDate, ended } = listener();
  await upToDate();
  const cause = { code: "PERMISSION_DENIED", message: "no" };
  server.streams[0]?.respond({ kind: "target", change: "REMOVE", targetIds: [1], cause });
  await ended();
  expect(errors).toMatchObject([{ code: "PERMISSION_DENIED", message: "no" }]);
});
