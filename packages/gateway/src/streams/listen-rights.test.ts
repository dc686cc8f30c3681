import { callerKey } from "../caller/caller-key.ts";
import { collection } from "../collection/collection.ts";
import { allOf, anyone, member, owner, role, signedIn, where } from "../policy/policy.ts";
import { anyData } from "../schema/types/any-data.ts";
import { Secret } from "../secret.ts";
import { CallError } from "../testing/call-error.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import type { MemoryStream } from "../testing/memory-stream.ts";
import { opened, seen, snapshotOf } from "./stream.fixture.ts";

const collections = [
  collection("notes", {
    schema: anyData(),
    access: { read: owner("author"), write: signedIn() },
    fields: { secret: { read: role("editor") } },
  }),
  collection("posts", { schema: anyData(), access: { read: anyone(), write: signedIn() } }),
  collection("clubs/{clubId}/posts", {
    schema: anyData(),
    access: { read: member("clubs/{clubId}", "members"), write: signedIn() },
  }),
  collection("rooms/{room}/drafts", {
    schema: anyData(),
    access: {
      get: allOf(signedIn(), where("open", "==", true)),
      write: signedIn(),
    },
  }),
];

const POSTS = { id: "posts", collection: "posts" };

let gateway: MemoryGateway;
const streams: MemoryStream[] = [];

beforeEach(() => {
  gateway = memoryGateway({ collections });
});

afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
});

async function listen(uid: string | null, ...targets: readonly object[]): Promise<MemoryStream> {
  const stream = gateway.listenAs(uid === null ? null : { uid }, { targets });
  streams.push(stream);
  await opened(stream);
  return stream;
}

describe("a query", () => {
  test("finds what its policy lets its caller list, and what comes and goes", async () => {
    await gateway.documents.setAll({
      "notes/a": { author: "ada", n: 1 },
      "notes/b": { author: "bob", n: 2 },
    });
    const stream = await listen("ada", { id: "q", collection: "notes" });
    expect(await seen(stream)).toEqual({ reset: true, "notes/a": { author: "ada", n: 1 } });
    await gateway.documents.set("notes/b", { author: "ada", n: 2 });
    expect(await seen(stream)).toEqual({ "notes/b": { author: "ada", n: 2 } });
    await gateway.documents.set("notes/a", { author: "bob", n: 3 });
    expect(await seen(stream)).toEqual({ "notes/a": null });
  });

  test("tells the path alone of what leaves it", async () => {
    await gateway.documents.set("notes/a", { author: "ada" });
    const stream = await listen("ada", { id: "q", collection: "notes" });
    await seen(stream);
    await gateway.documents.set("notes/a", { author: "bob", text: "Bob's own" });
    expect(JSON.stringify(await stream.next())).not.toContain("Bob");
  });

  test("hides fields from each caller that may not see them", async () => {
    await gateway.documents.set("notes/a", { author: "ada", secret: 1, n: 1 });
    const stream = await listen("ada", { id: "q", collection: "notes" });
    expect(await seen(stream)).toEqual({ reset: true, "notes/a": { author: "ada", n: 1 } });
    await gateway.documents.set("notes/a", { author: "ada", secret: 2, n: 1 });
    expect(await seen(stream)).toEqual({ "notes/a": { author: "ada", n: 1 } });
  });

  test("tells the fields that were selected, and what it is ordered by beside them", async () => {
    await gateway.documents.set("posts/p", { n: -0, m: 2, title: "A", author: { name: "Ada" } });
    const selected = { select: ["title", "author.name"], orderBy: ["n"] };
    const stream = await listen("ada", { ...POSTS, ...selected });
    expect((await snapshotOf(stream)).targets).toMatchObject([
      {
        documents: [
          {
            data: { title: "A", author: { name: "Ada" } },
            keys: [{ $number: "-0" }, { $reference: "posts/p" }],
          },
        ],
      },
    ]);
  });

  test("tells no such keys where all that it is ordered by was selected", async () => {
    await gateway.documents.set("posts/p", { n: 1, m: 2 });
    const stream = await listen("ada", { ...POSTS, select: ["n"], orderBy: ["n"] });
    const [target] = (await snapshotOf(stream)).targets;
    expect(target?.documents[0]).toMatchObject({ data: { n: 1 } });
    expect(target?.documents[0]).not.toHaveProperty("keys");
  });

  test("whose selected fields its caller may not see is refused", async () => {
    const stream = await listen("ada", { id: "q", collection: "notes", select: ["secret"] });
    expect(await stream.next()).toMatchObject({
      kind: "removed",
      error: { details: { reason: "FORBIDDEN" } },
    });
  });

  test("ends when the membership goes that it depends on, and delivers nothing after", async () => {
    await gateway.documents.setAll({
      "clubs/c": { members: ["ada"] },
      "clubs/c/posts/p": { n: 1 },
    });
    const stream = await listen("ada", { id: "q", collection: "clubs/c/posts" }, POSTS);
    // Membership is known later than what needs none.
    for (const id of ["posts", "q"]) expect(await seen(stream, id)).toMatchObject({ reset: true });
    await gateway.documents.set("clubs/c", { members: ["bob"] });
    await gateway.documents.set("clubs/c/posts/p", { n: 2 });
    expect(await stream.next()).toMatchObject({
      kind: "removed",
      id: "q",
      error: { status: "PERMISSION_DENIED", details: { reason: "FORBIDDEN" } },
    });
    await gateway.documents.set("posts/x", { n: 1 });
    expect(await seen(stream, "posts")).toEqual({ "posts/x": { n: 1 } });
  });

  test("of who is no member is refused, and the other targets go on", async () => {
    await gateway.documents.set("clubs/c", { members: [] });
    const stream = await listen("ada", { id: "q", collection: "clubs/c/posts" }, POSTS);
    const frames = [await stream.next(), await stream.next()];
    expect(new Set(frames.map((frame) => frame?.kind))).toEqual(new Set(["removed", "snapshot"]));
  });

  test("of a collection that is closed or unknown is refused alike", async () => {
    const stream = await listen(
      null,
      { id: "closed", collection: "notes" },
      { id: "unknown", collection: "nothing" },
    );
    for (const id of ["closed", "unknown"]) {
      expect(await stream.next()).toMatchObject({
        id,
        error: { details: { reason: "FORBIDDEN" } },
      });
    }
    expect(await stream.next()).toMatchObject({ kind: "end", reason: "NO_TARGETS" });
    expect(await stream.next()).toBeUndefined();
  });

  test("that is refused costs its caller a call, besides the stream's", async () => {
    const callsLeft = async () => {
      const { limits } = await gateway.as({ uid: "ada" }).getQuota({});
      return limits.find(({ class: costClass }) => costClass === "calls")?.remaining ?? 0;
    };
    const before = await callsLeft();
    const refused = ["one", "two", "three"].map((id) => ({ id, collection: "nothing" }));
    const stream = await listen("ada", POSTS, ...refused);
    for (const _ of [POSTS, ...refused]) await stream.next();
    // To ask what is left is a call too.
    expect(before - (await callsLeft())).toBe(1 + refused.length + 1);
  });
});

describe("a document", () => {
  const target = (path: string) => ({ id: "d", path });

  test("comes, changes, and is missing when it is deleted, for who may get whatever is there", async () => {
    const stream = await listen("ada", target("posts/p"));
    expect(await seen(stream)).toEqual({ reset: true, "posts/p": null });
    await gateway.documents.set("posts/p", { n: 1 });
    expect(await seen(stream)).toEqual({ "posts/p": { n: 1 } });
    await gateway.documents.delete("posts/p");
    expect(await seen(stream)).toEqual({ "posts/p": null });
  });

  test.each(["notes/hidden", "notes/absent"])(
    "%s is refused, alike whether it is hidden or absent",
    async (path) => {
      await gateway.documents.set("notes/hidden", { author: "bob" });
      const stream = await listen("ada", target(path));
      const frame = await stream.next();
      expect(frame).toMatchObject({
        kind: "removed",
        id: "d",
        error: {
          status: "PERMISSION_DENIED",
          message: `You may not get ${path}, or there is no such collection. Sign in as somebody who may, or ask the project's owner.`,
        },
      });
    },
  );

  test("ends with its cause when its own content no longer lets it be got", async () => {
    await gateway.documents.set("rooms/r/drafts/d", { open: true });
    const stream = await listen("ada", target("rooms/r/drafts/d"));
    await seen(stream);
    await gateway.documents.set("rooms/r/drafts/d", { open: false, text: "closed" });
    const frame = await stream.next();
    expect(frame).toMatchObject({ kind: "removed", error: { details: { reason: "FORBIDDEN" } } });
    expect(JSON.stringify(frame)).not.toContain("closed");
  });

  test("tells nothing where nothing that its caller may get has changed", async () => {
    await gateway.documents.setAll({
      "clubs/c": { members: ["ada"] },
      "clubs/c/posts/p": { n: 1 },
    });
    const stream = await listen("ada", target("clubs/c/posts/p"));
    expect(await seen(stream)).toEqual({ reset: true, "clubs/c/posts/p": { n: 1 } });
    await gateway.documents.set("clubs/c", { members: ["ada", "bob"] });
    await gateway.documents.set("clubs/c/posts/p", { n: 2 });
    expect(await seen(stream)).toEqual({ "clubs/c/posts/p": { n: 2 } });
  });

  test("has the fields that were asked for", async () => {
    await gateway.documents.set("posts/p", { n: 1, m: 2 });
    const stream = await listen("ada", { ...target("posts/p"), fields: ["n"] });
    expect(await seen(stream)).toEqual({ reset: true, "posts/p": { n: 1 } });
  });
});

test("an override that blocks the caller ends its stream, and says that coming back is no use", async () => {
  const stream = await listen("ada", POSTS);
  await snapshotOf(stream);
  await gateway.asAdmin().setQuota({ caller: { uid: "ada" }, quota: { blocked: true } });
  expect(await stream.next()).toMatchObject({
    kind: "end",
    reason: "REFUSED",
    error: { details: { reason: "CALLER_BLOCKED" } },
  });
});

test("an override ends a stream of who is not signed in too, whichever database it is of", async () => {
  let key = (): Promise<string> => Promise.reject(new Error("There is no store."));
  gateway = memoryGateway({
    collections,
    databases: { other: { collections } },
    wrapStore: (store) => {
      const secret = new Secret(store, { collection: "_secrets", monotonic: () => 0 });
      const nobody = { kind: "anonymous", app: null } as const;
      key = async () =>
        callerKey(nobody, { address: "192.0.2.1", secret: await secret.key("address", {}) });
      return store;
    },
  });
  const stream = gateway.listenAs(null, { database: "other", targets: [POSTS] });
  streams.push(stream);
  await opened(stream);
  await snapshotOf(stream);
  await gateway.asAdmin().setQuota({ caller: { key: await key() }, quota: { blocked: true } });
  expect(await stream.next()).toMatchObject({ kind: "end", reason: "REFUSED" });
});

test.each([
  [{ targets: [] }],
  [{ targets: [{ id: "a" }] }],
  [{ targets: [POSTS, POSTS] }],
  [{ targets: [{ id: "a", path: "posts/p", limit: 1 }] }],
  [{ targets: [{ id: "a", path: "posts/p", select: ["n"] }] }],
  [{ targets: [{ id: "a", collection: "posts", fields: ["n"] }] }],
])("%j is refused before anything is told", async (body) => {
  const stream = gateway.listenAs({ uid: "ada" }, body);
  const first = await stream.next().catch((error: unknown) => error);
  if (first instanceof CallError) expect(first.reason).toBe("INVALID_REQUEST");
  else {
    expect(first).toMatchObject({ kind: "open" });
    expect(await stream.next()).toMatchObject({
      error: { details: { reason: "INVALID_REQUEST" } },
    });
  }
});
