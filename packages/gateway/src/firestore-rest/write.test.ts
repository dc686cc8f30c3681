import { randomUUID } from "node:crypto";
import {
  anyData,
  anyone,
  callerDocument,
  callerUid,
  collection,
  nobody,
  owner,
  perDay,
  signedIn,
} from "../index.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT, type RestAnswer } from "../testing/memory-rest.ts";
import { meddled } from "../writes/meddled-store.fixture.ts";

const rows = collection("rows", {
  schema: anyData(),
  access: { read: anyone(), write: signedIn() },
});
const laws = collection("laws", { schema: anyData(), access: { read: anyone(), write: nobody() } });
const owned = collection("owned", {
  schema: anyData(),
  access: { read: anyone(), create: signedIn(), update: owner("by"), delete: owner("by") },
});
const teams = collection("teams", {
  schema: anyData(),
  access: { read: anyone(), write: signedIn() },
});
const plans = collection("plans", {
  schema: anyData(),
  access: {
    read: anyone(),
    write: callerDocument("teams/red", "members", "array-contains", callerUid()),
  },
});
const collections = [rows, laws, owned, teams, plans];

interface Batch {
  readonly requestId: string;
  readonly writes: readonly object[];
}

const integer = (n: number) => ({ integerValue: String(n) });
const set = (path: string, fields: object = { n: integer(1) }) => ({
  update: { name: ROOT + path, fields },
});
const add = (path: string) => ({
  update: { name: ROOT + path, fields: {} },
  updateMask: { fieldPaths: [] },
  updateTransforms: [{ fieldPath: "n", increment: integer(1) }],
});
const batch = (...writes: readonly object[]): Batch => ({ requestId: randomUUID(), writes });

/** Keeps the paths of each commit that is of a batch. */
function world() {
  const commits: string[][] = [];
  const gateway = memoryGateway({
    collections,
    wrapStore: (memory) =>
      meddled(memory, {
        commit(send, writes) {
          const paths = writes.map(({ path }) => path).filter((path) => !path.startsWith("_"));
          if (paths.length > 0) commits.push(paths);
          return send();
        },
      }),
  });
  const write = (batches: unknown, uid = "ada") =>
    gateway.restAs({ uid })("POST", "documents:write", batches);
  return { gateway, commits, write };
}

/** What became of each batch: `ok`, or the error's reason. */
function outcomes({ body }: RestAnswer): readonly string[] {
  return (body as { error?: { details: { reason: string }[] } }[]).map(
    ({ error }) => error?.details[0]?.reason ?? "ok",
  );
}

async function dataOf(gateway: MemoryGateway, path: string) {
  return (await gateway.documents.list())[path];
}

test("each batch is answered in its order as a commit is, with a result a write", async () => {
  const { gateway, write } = world();
  const answer = await write([batch(set("rows/a"), set("rows/b")), batch(add("rows/a")), batch()]);
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual([
    {
      commitTime: expect.any(String),
      writeResults: [{ updateTime: expect.any(String) }, { updateTime: expect.any(String) }],
    },
    {
      commitTime: expect.any(String),
      writeResults: [{ updateTime: expect.any(String), transformResults: [integer(2)] }],
    },
    { commitTime: expect.any(String), writeResults: [] },
  ]);
  expect(await dataOf(gateway, "rows/a")).toEqual({ n: 2 });
});

test("batches of different documents are one commit, those of one are one after another", async () => {
  const { commits, write } = world();
  const answer = await write(["a", "b", "c", "b", "d"].map((id) => batch(set(`rows/${id}`))));
  expect(outcomes(answer)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
  expect(commits).toEqual([
    ["rows/a", "rows/b", "rows/c"],
    ["rows/b", "rows/d"],
  ]);
  const [, second, , fourth] = answer.body as { commitTime: string }[];
  expect((fourth?.commitTime ?? "") > (second?.commitTime ?? "")).toBe(true);
});

test("batches that count alike in a document are one commit, and each is told what that left", async () => {
  const { gateway, commits, write } = world();
  const vote = (id: string) => batch(set(`rows/${id}`), add("rows/votes"));
  const answer = await write([...["a", "b", "c"].map(vote), batch(add("rows/votes"))]);
  expect(commits).toHaveLength(1);
  const told = (answer.body as { writeResults: object[] }[]).map((one) => one.writeResults.at(-1));
  const updateTime = expect.any(String) as string;
  const left = { updateTime, transformResults: [integer(4)] };
  expect(told).toEqual([left, left, left, left]);
  expect(await dataOf(gateway, "rows/votes")).toEqual({ n: 4 });
});

const counting = (fieldTransforms: readonly object[], currentDocument?: object) => ({
  transform: { document: `${ROOT}rows/a`, fieldTransforms },
  ...(currentDocument && { currentDocument }),
});
const ONE_MORE = { fieldPath: "n", increment: integer(1) };

const push = (stringValue: string) =>
  counting([{ fieldPath: "l", appendMissingElements: { values: [{ stringValue }] } }]);

test.each<[what: string, first: object, second: object]>([
  ["sets it before", set("rows/a"), counting([ONE_MORE])],
  ["sets it afterwards", counting([ONE_MORE]), set("rows/a")],
  ["deletes it", counting([ONE_MORE]), { delete: `${ROOT}rows/a` }],
  ["counts in another field", counting([ONE_MORE]), counting([{ ...ONE_MORE, fieldPath: "m" }])],
  [
    "counts in one more",
    counting([ONE_MORE]),
    counting([ONE_MORE, { ...ONE_MORE, fieldPath: "m" }]),
  ],
  ["adds to an array, as the other does,", push("x"), push("y")],
])("what %s shares no commit with what counts in it", async (_what, first, second) => {
  const { commits, write } = world();
  const answer = await write([batch(first), batch(second)]);
  expect(outcomes(answer)).toEqual(["ok", "ok"]);
  expect(commits).toHaveLength(2);
});

test("what counts in a version that another has counted in is stale, as if each had come alone", async () => {
  const { gateway, write } = world();
  await gateway.documents.setAll({ "rows/a": { n: 1 } });
  const read = await gateway.restAs({ uid: "ada" })("GET", "documents/rows/a");
  const { updateTime } = read.body as { updateTime: string };
  const batches = [1, 2].map(() => batch(counting([ONE_MORE], { updateTime })));
  expect(outcomes(await write(batches))).toEqual(["ok", "STALE"]);
  expect(await dataOf(gateway, "rows/a")).toEqual({ n: 2 });
});

test("a batch whose policy reads sees what those before it have done", async () => {
  const { write } = world();
  const join = batch(
    set("teams/red", { members: { arrayValue: { values: [{ stringValue: "ada" }] } } }),
  );
  const leave = batch(set("teams/red", {}));
  const plan = (id: string) => batch(set(`plans/${id}`));
  const answer = await write([batch(set("rows/a")), join, plan("1"), leave, plan("2"), plan("3")]);
  expect(outcomes(answer)).toEqual(["ok", "ok", "ok", "ok", "FORBIDDEN"]);
});

test.each([
  ["a policy", batch(set("laws/one"))],
  ["a policy that reads", batch(set("plans/one"))],
  ["a condition", batch({ delete: `${ROOT}rows/none`, currentDocument: { exists: true } })],
  ["its form", batch({ update: 1 })],
])(
  "what %s refuses is the last that is answered, and nothing behind it is applied",
  async (_what, bad) => {
    for (const at of [0, 1, 3]) {
      const { gateway, write } = world();
      const batches: Batch[] = ["a", "b", "c"].map((id) => batch(set(`rows/${id}`)));
      batches.splice(at, 0, bad);
      const answer = await write(batches);
      const told = outcomes(answer);
      expect(told.slice(0, -1)).toEqual(Array.from({ length: at }, () => "ok"));
      expect(told.at(-1)).not.toBe("ok");
      expect(answer.status === 200).toBe(at > 0);
      const stored = Object.keys(await gateway.documents.list()).filter((path) =>
        path.startsWith("rows"),
      );
      expect(stored).toEqual(["rows/a", "rows/b", "rows/c"].slice(0, at));
    }
  },
);

test("what came before is not applied again, in whatever company it comes", async () => {
  const { gateway, write } = world();
  const clicks = Array.from({ length: 6 }, () => batch(add("rows/n")));
  const first = await write(clicks.slice(0, 4));
  const again = await write(clicks);
  expect((again.body as unknown[]).slice(0, 4)).toEqual(first.body);
  const alone = await gateway.restAs({ uid: "ada" })("POST", "documents:commit", clicks[5]);
  expect(alone.body).toEqual((again.body as unknown[])[5]);
  expect(await dataOf(gateway, "rows/n")).toEqual({ n: 6 });
});

test("each batch is charged as a commit is, and none behind one that a policy refuses", async () => {
  const tier = { calls: [perDay(100)], reads: [perDay(100)], writes: [perDay(100)] } as const;
  const tiers = { anonymous: tier, user: tier, service: tier, admin: tier };
  const gateway = memoryGateway({ collections, quotas: { tiers } });
  const batches = () => ["rows/a", "rows/b", "laws/c", "rows/d"].map((path) => batch(set(path)));
  const answer = await gateway.restAs({ uid: "ada" })("POST", "documents:write", batches());
  expect(outcomes(answer)).toEqual(["ok", "ok", "FORBIDDEN"]);
  for (const one of batches().slice(0, 3)) {
    await gateway.restAs({ uid: "bob" })("POST", "documents:commit", one);
  }
  const [ada, bob] = await Promise.all(
    ["ada", "bob"].map((uid) => gateway.as({ uid }).getQuota({})),
  );
  expect(ada?.limits).toEqual(bob?.limits);
});

test("a quota stops the queue where it is used up", async () => {
  const tier = { calls: [perDay(100)], reads: [perDay(100)], writes: [perDay(3)] } as const;
  const tiers = { anonymous: tier, user: tier, service: tier, admin: tier };
  const gateway = memoryGateway({ collections, quotas: { tiers } });
  const batches = ["a", "b", "c", "d", "e"].map((id) => batch(set(`rows/${id}`)));
  const answer = await gateway.restAs({ uid: "ada" })("POST", "documents:write", batches);
  expect(outcomes(answer)).toEqual(["ok", "ok", "ok", "QUOTA_EXCEEDED"]);
});

test.each([
  ["no batch", []],
  ["11 batches", Array.from({ length: 11 }, () => batch(set("rows/a")))],
  ["1,000 batches", Array.from({ length: 1_000 }, () => batch(set("rows/a")))],
  ["a batch without an id", [batch(set("rows/a")), { writes: [set("rows/b")] }]],
  ["a batch with an id that is none", [batch(set("rows/a")), { requestId: "1", writes: [] }]],
  ["a batch that is no object", [batch(set("rows/a")), 1]],
  ["a batch that is null", [batch(set("rows/a")), null]],
  [
    "an id twice",
    [batch(set("rows/a")), { ...batch(set("rows/b")), requestId: "A" }].map((one) => ({
      ...one,
      requestId: "0".repeat(8) + "-0000-4000-8000-000000000000",
    })),
  ],
  ["a transaction", [batch(set("rows/a")), { ...batch(set("rows/b")), transaction: "AAAA" }]],
])("%s is refused as a whole, and nothing is written", async (_what, batches) => {
  const { gateway, write } = world();
  const answer = await write(batches);
  expect(answer.status).toBe(400);
  expect(outcomes(answer)).toEqual(["INVALID_REQUEST"]);
  expect(await gateway.documents.list()).toEqual({});
});

test("a stream of Firestore's own is not carried", async () => {
  const { write } = world();
  expect(outcomes(await write({}))).toEqual(["UNIMPLEMENTED"]);
});
