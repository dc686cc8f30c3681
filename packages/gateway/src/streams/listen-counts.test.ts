import { collection } from "../collection/collection.ts";
import { anyone, signedIn } from "../policy/policy.ts";
import { anyData } from "../schema/types/any-data.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import type { MemoryStream } from "../testing/memory-stream.ts";
import { opened, snapshotOf } from "./stream.fixture.ts";

const collections = [
  collection("posts", { schema: anyData(), access: { read: anyone(), write: signedIn() } }),
];
const MINUTE_MS = 60_000;

let gateway: MemoryGateway;
let stream: MemoryStream;

beforeEach(async () => {
  const startMs = Date.parse("2026-01-01T00:00:00Z");
  gateway = memoryGateway({ collections, usage: true, now: () => startMs });
  await gateway.documents.setAll({ "posts/a": { n: 1 }, "posts/b": { n: 2 } });
  stream = gateway.listenAs({ uid: "ada" }, { targets: [{ id: "q", collection: "posts" }] });
  await opened(stream);
  await snapshotOf(stream);
});

/** What usage tells of streams. */
async function counted(): Promise<Counted> {
  const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T01:00:00Z" };
  const { windows } = await gateway.asAdmin().getUsage({ ...range, by: "callable" });
  const rows = windows.flatMap((window) => window.rows.filter(({ key }) => key === "listen"));
  const sum = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + of(row), 0);
  return { calls: sum(({ calls = 0 }) => calls), reads: sum(({ reads = 0 }) => reads) };
}

interface Counted {
  readonly calls: number;
  readonly reads: number;
}

async function change(n: number): Promise<void> {
  await gateway.documents.set("posts/a", { n });
  for (let frame; frame?.kind !== "snapshot";) frame = await stream.next();
}

test("what a stream reads is counted within two minutes, and the stream when it is over", async () => {
  await gateway.advance(MINUTE_MS);
  await gateway.advance(MINUTE_MS);
  expect(await counted()).toEqual({ reads: 2, calls: 0 });
  await change(3);
  await change(4);
  await gateway.advance(MINUTE_MS);
  await change(5);
  await stream.close();
  await gateway.advance(MINUTE_MS);
  await gateway.as({ uid: "ada" }).getQuota({});
  expect(await counted()).toEqual({ reads: 2 + 3, calls: 1 });
});

test("what the gateway reads for itself is counted as its own: overrides that it listens to, and results that nobody watches any more", async () => {
  await stream.close();
  await gateway.documents.set("posts/a", { n: 2 });
  await gateway.advance(1);
  await gateway.advance(MINUTE_MS);
  await gateway.as({ uid: "ada" }).getQuota({});
  const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T01:00:00Z" };
  const { windows } = await gateway.asAdmin().getUsage({ ...range, by: "collection" });
  const own = windows.flatMap(({ rows }) => rows).filter(({ operation }) => operation === "own");
  const reads = Object.fromEntries(own.map((row) => [row.key, row.reads]));
  expect(reads).toMatchObject({ _quotaOverrides: 1, "(unwatched)": 1 });
});
