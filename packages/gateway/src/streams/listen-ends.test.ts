import type { ListenFrame, TargetSnapshot } from "../api/listen.ts";
import { collection } from "../collection/collection.ts";
import { anyone, role, signedIn } from "../policy/policy.ts";
import { anyData } from "../schema/types/any-data.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import type { Who } from "../testing/memory-caller.ts";
import type { MemoryStream } from "../testing/memory-stream.ts";
import { PING_MS } from "./listen-stream.ts";
import { opened, snapshotOf } from "./stream.fixture.ts";

const collections = [
  collection("posts", {
    schema: anyData(),
    access: { read: anyone(), write: signedIn() },
    fields: { fee: { read: role("editor") } },
  }),
];
const ALL = { id: "q", collection: "posts" };
const ADA = { uid: "ada" };
const MINUTE_MS = 60_000;

let gateway: MemoryGateway;
let streams: MemoryStream[] = [];

beforeEach(async () => {
  gateway = memoryGateway({ collections });
  await gateway.documents.setAll({ "posts/a": { n: 1 }, "posts/b": { n: 2, fee: 3 } });
});

afterEach(async () => {
  await Promise.all(streams.map((stream) => stream.close()));
  streams = [];
});

async function listen(who: Who | null, body: object): Promise<MemoryStream> {
  const stream = gateway.listenAs(who, body);
  streams.push(stream);
  await opened(stream);
  return stream;
}

/** Lets everything happen that is due without time passing. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function restOf(stream: MemoryStream): Promise<readonly ListenFrame[]> {
  const frames: ListenFrame[] = [];
  for (let frame = await stream.next(); frame !== undefined; frame = await stream.next())
    frames.push(frame);
  return frames;
}

describe("a stream", () => {
  test("that has nothing to tell pings, so that no proxy takes it for dead", async () => {
    const stream = await listen(ADA, { targets: [ALL] });
    await snapshotOf(stream);
    for (let n = 0; n < 3; n += 1) {
      await settled();
      await gateway.advance(PING_MS);
      expect(await stream.next()).toEqual({ kind: "ping" });
    }
  });

  test("ends before its function would cut it, and says when to come back", async () => {
    const stream = await listen(null, { targets: [ALL] });
    await snapshotOf(stream);
    await gateway.advance(59 * MINUTE_MS);
    expect((await restOf(stream)).at(-1)).toEqual({
      kind: "end",
      reason: "LIMIT",
      retryAfterMs: 500,
    });
  });

  test("ends within a minute of its token's being revoked", async () => {
    const stream = await listen(ADA, { targets: [ALL] });
    await snapshotOf(stream);
    stream.revoke();
    await gateway.advance(MINUTE_MS);
    expect((await restOf(stream)).at(-1)).toEqual({
      kind: "end",
      reason: "TOKEN_EXPIRES",
      retryAfterMs: 0,
    });
  });

  test("ends when its instance does, and tells so", async () => {
    const stream = await listen(ADA, { targets: [ALL] });
    await snapshotOf(stream);
    stream.endInstance();
    expect(await restOf(stream)).toEqual([{ kind: "end", reason: "SHUTDOWN", retryAfterMs: 500 }]);
  });
});

describe("a client that comes back with its token", () => {
  const tokenOf = ({ targets }: { readonly targets: readonly TargetSnapshot[] }) =>
    targets[0]?.token ?? "";

  async function back(token: string, asked: object = ALL, who: Who = ADA): Promise<TargetSnapshot> {
    const stream = await listen(who, { targets: [{ ...asked, token }] });
    const [target] = (await snapshotOf(stream)).targets;
    if (target === undefined) throw new Error("Nothing was told");
    return target;
  }

  test("is told nothing that it has", async () => {
    const first = await snapshotOf(await listen(ADA, { targets: [ALL] }));
    const { reset, documents } = await back(tokenOf(first));
    expect({ reset, documents }).toEqual({ documents: [] });
  });

  test("is told the whole result where anything has changed", async () => {
    const first = await snapshotOf(await listen(ADA, { targets: [ALL] }));
    await gateway.documents.delete("posts/a");
    const { reset, documents } = await back(tokenOf(first));
    expect({ reset, paths: documents.map(({ path }) => path) }).toEqual({
      reset: true,
      paths: ["posts/b"],
    });
  });

  test.each<[string, object, Who]>([
    ["another query", { ...ALL, limit: 7 }, ADA],
    ["other fields", { ...ALL, select: ["n"] }, ADA],
    ["other field rights", ALL, { uid: "eve", claims: { roles: ["editor"] } }],
    ["a document", { id: "q", path: "posts/a" }, ADA],
  ])("is told all of it where the token is of %s", async (_name, asked, who) => {
    const first = await snapshotOf(await listen(ADA, { targets: [ALL] }));
    expect(await back(tokenOf(first), asked, who)).toMatchObject({ reset: true });
  });

  test.each(["", "no token", "A".repeat(200)])("is told all of it for %j", async (token) => {
    expect(await back(token)).toMatchObject({ reset: true, documents: [{}, {}] });
  });

  test("of a document is told it only where it has changed", async () => {
    const one = { id: "d", path: "posts/a" };
    const first = await snapshotOf(await listen(ADA, { targets: [one] }));
    expect((await back(tokenOf(first), one)).documents).toEqual([]);
    await gateway.documents.set("posts/a", { n: 9 });
    expect((await back(tokenOf(first), one)).documents).toMatchObject([{ data: { n: 9 } }]);
  });
});

describe("a poll", () => {
  const poll = (token?: string) =>
    listen(ADA, { targets: [{ ...ALL, ...(token !== undefined && { token }) }], poll: true });

  test("ends with the first news", async () => {
    const frames = await restOf(await poll());
    expect(frames.map(({ kind }) => kind)).toEqual(["snapshot", "end"]);
    expect(frames.at(-1)).toMatchObject({ reason: "POLLED", retryAfterMs: 0 });
  });

  test("waits for what is new to its token, and ends without it before a proxy would", async () => {
    const { targets } = await snapshotOf(await poll());
    const waiting = await poll(targets[0]?.token);
    await settled();
    await gateway.documents.set("posts/a", { n: 5 });
    expect((await restOf(waiting)).map(({ kind }) => kind)).toEqual(["snapshot", "end"]);
    const idle = await poll((await snapshotOf(await poll())).targets[0]?.token);
    await settled();
    await gateway.advance(PING_MS);
    expect((await restOf(idle)).map(({ kind }) => kind)).toEqual(["end"]);
  });
});
