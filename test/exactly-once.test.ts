import { randomUUID } from "node:crypto";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { callAs, Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { until } from "./support/until.ts";

const COLLECTION = "users/once-ada/notes";
const ADA = { sub: "once-ada" };
/** Who writes in batches: what one has spent of a quota, the other has not. */
const BATCHES = "users/once-bob/notes";
const BOB = { sub: "once-bob" };

interface Written {
  readonly document: { readonly path: string; readonly id: string; readonly updateTime: string };
  readonly commitTime: string;
  readonly replayed?: true;
}
interface Page {
  readonly nextCursor?: string;
}
interface Batch {
  readonly commitTime?: string;
  readonly replayed?: true;
  readonly results: readonly { readonly updateTime?: string; readonly replayed?: true }[];
}

let production: Production;
let create: GatewayProcess;
let batch: GatewayProcess;

beforeAll(async () => {
  production = await Production.start();
  [create, batch] = await Promise.all([
    production.instance("createDocument"),
    production.instance("batchWrite"),
  ]);
});

afterEach(() => production.firestore.heal());
afterAll(() => production.stop());

function createNote(data: object, requestId?: string, instance = create): Promise<Answer<Written>> {
  return callAs(ADA, instance, { collection: COLLECTION, data, ...(requestId && { requestId }) });
}

const countOf = async (text: string, collection = COLLECTION) =>
  (await rawFirestore.list(collection)).filter(
    ({ fields }) => fields?.["text"]?.["stringValue"] === text,
  ).length;

describe("without a requestId", () => {
  test("a lost answer is OUTCOME_UNKNOWN, and nothing is applied twice", async () => {
    production.firestore.fail("commit", { kind: "cutAfter", holding: "lost" });
    const { error } = await createNote({ text: "lost" });
    expect(error).toMatchObject({ status: "UNAVAILABLE", details: { reason: "OUTCOME_UNKNOWN" } });
    expect(await countOf("lost")).toBe(1);
  });

  test("nothing but the document is written", async () => {
    const { requests } = production.own;
    const before = (await rawFirestore.list(requests)).length;
    await createNote({ text: "plain" });
    expect(await rawFirestore.list(requests)).toHaveLength(before);
  });
});

describe("with a requestId", () => {
  test("a repeat answers as the first did, and applies nothing", async () => {
    const requestId = randomUUID();
    const first = await createNote({ text: "repeated" }, requestId);
    const again = await createNote({ text: "repeated" }, requestId);
    expect(first.result?.replayed).toBeUndefined();
    expect(again.result).toMatchObject({ ...first.result, replayed: true, usage: { writes: 0 } });
    expect(await countOf("repeated")).toBe(1);
  });

  test("32 repeats at once apply once, and all answer alike", async () => {
    const requestId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 32 }, () => createNote({ text: "at once" }, requestId)),
    );
    expect(new Set(answers.map(({ result }) => result?.document.path)).size).toBe(1);
    expect(answers.filter(({ result }) => result?.replayed === undefined)).toHaveLength(1);
    expect(await countOf("at once")).toBe(1);
  });

  test("the same id with other content is refused", async () => {
    const requestId = randomUUID();
    await createNote({ text: "content" }, requestId);
    const { error } = await createNote({ text: "other content" }, requestId);
    expect(error).toMatchObject({
      status: "ALREADY_EXISTS",
      details: { reason: "REQUEST_ID_REUSED" },
    });
    expect(await countOf("other content")).toBe(0);
  });

  test("the same id of another caller is another request", async () => {
    const requestId = randomUUID();
    await createNote({ text: "mine" }, requestId);
    const path = "users/once-bob/notes";
    const { result } = await callAs<Written>({ sub: "once-bob" }, create, {
      collection: path,
      data: { text: "mine" },
      requestId,
    });
    expect(result?.document.path).toContain(path);
    expect(result?.replayed).toBeUndefined();
  });

  test("a refused request is not remembered", async () => {
    const requestId = randomUUID();
    expect((await createNote({ text: 1 }, requestId)).error?.details.reason).toBe(
      "INVALID_DOCUMENT",
    );
    expect((await createNote({ text: "mended" }, requestId)).result?.replayed).toBeUndefined();
  });

  test.each([["cutAfter"], ["cutBefore"]] as const)(
    "an answer lost by %s is found out before the caller hears of it",
    async (kind) => {
      const text = `found out ${kind}`;
      production.firestore.fail("commit", { kind, holding: text });
      const { result } = await createNote({ text }, randomUUID());
      expect(result?.document.path).toContain(COLLECTION);
      expect(await countOf(text)).toBe(1);
    },
  );

  test("what can't be found out is OUTCOME_UNKNOWN, whatever else went wrong after it", async () => {
    const requestId = randomUUID();
    production.firestore.fail("commit", { kind: "cutAfter", holding: "not found out" });
    production.firestore.fail(
      "batchGet",
      { kind: "cutBefore", holding: production.own.requests },
      50,
    );
    const { error } = await createNote({ text: "not found out" }, requestId);
    expect(error?.details.reason).toBe("OUTCOME_UNKNOWN");
    production.firestore.heal();
    expect((await createNote({ text: "not found out" }, requestId)).result?.replayed).toBe(true);
    expect(await countOf("not found out")).toBe(1);
  });

  test("kill -9 between commit and answer, then a retry: applied once", async () => {
    const requestId = randomUUID();
    const doomed = await production.instance("createDocument");
    await createNote({ text: "doomed" }, undefined, doomed);
    production.firestore.fail("commit", { kind: "hold", holding: "killed" });
    const lost = createNote({ text: "killed" }, requestId, doomed).catch(() => "lost");
    await until(async () => (await countOf("killed")) === 1);
    await doomed.stop();
    expect(await lost).toBe("lost");
    const { result } = await createNote({ text: "killed" }, requestId);
    expect(result).toMatchObject({ replayed: true });
    expect(await countOf("killed")).toBe(1);
  });

  test("in a batch that is not atomic each write is applied once, whatever the first try came to", async () => {
    const requestId = randomUUID();
    const writes = Array.from({ length: 8 }, (_, index) => ({
      op: "set",
      path: `${BATCHES}/alone-${String(index)}`,
      data: { text: "alone" },
    }));
    production.firestore.fail("commit", { kind: "cutAfter", holding: "alone" }, 3);
    const first = await callAs<Batch>(BOB, batch, { writes, atomic: false, requestId });
    expect(first.error).toBeUndefined();
    const times = first.result?.results.map(({ updateTime }) => updateTime);
    const again = await callAs<Batch>(BOB, batch, { writes, atomic: false, requestId });
    expect(again.result?.results.map(({ updateTime }) => updateTime)).toEqual(times);
    expect(again.result?.results.every(({ replayed }) => replayed === true)).toBe(true);
    expect(await countOf("alone", BATCHES)).toBe(8);
  });

  test("an atomic batch is replayed whole", async () => {
    const requestId = randomUUID();
    const writes = [
      { op: "create", path: `${BATCHES}/whole`, data: { text: "whole" } },
      { op: "delete", path: `${BATCHES}/nothing` },
    ];
    const first = await callAs<Batch>(BOB, batch, { writes, requestId });
    const again = await callAs<Batch>(BOB, batch, { writes, requestId });
    expect(first.error).toBeUndefined();
    expect(again.result).toMatchObject({
      ...first.result,
      replayed: true,
      usage: { writes: 0, deletes: 0 },
    });
  });
});

describe("the gateway's key, lost under running instances", () => {
  const storedKey = async () => {
    const stored = await rawFirestore.get(`${production.own.secrets}/gateway`);
    return stored?.fields?.["key"]?.["stringValue"];
  };

  /** A cursor is sealed with the key, which is made and stored for it where there is none. */
  async function useKey(instance: GatewayProcess): Promise<void> {
    const page = { collection: COLLECTION, limit: 1 };
    const { result } = await new Caller(instance, ADA).call<Page>("queryDocuments", page);
    expect(result?.nextCursor).toEqual(expect.any(String));
  }

  async function createBy(instance: GatewayProcess, text: string, requestId: string) {
    const request = { collection: COLLECTION, data: { text }, requestId };
    return new Caller(instance, ADA).call<Written>("createDocument", request);
  }

  test("makes no request apply twice, whether an old instance repeats it or a new one", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const old = await production.instance("database");
    await createBy(old, "before the loss", first);
    await createBy(old, "beside it", randomUUID());
    await useKey(old);
    const lost = await storedKey();
    expect(lost).toEqual(expect.any(String));

    await rawFirestore.delete(`${production.own.secrets}/gateway`);
    const [oneOfNew, another] = await Promise.all([
      production.instance("database"),
      production.instance("database"),
    ]);
    await createBy(oneOfNew, "after the loss", second);
    await useKey(oneOfNew);
    expect(await storedKey()).not.toBe(lost);
    for (const instance of [old, oneOfNew, another]) {
      const before = await createBy(instance, "before the loss", first);
      const after = await createBy(instance, "after the loss", second);
      expect([before.result?.replayed, after.result?.replayed]).toEqual([true, true]);
      await useKey(instance);
    }
    expect([await countOf("before the loss"), await countOf("after the loss")]).toEqual([1, 1]);
  });
});

describe("a replay answers as the first did, versions included", () => {
  const NAMES = ["same", "other", "merged", "removed"] as const;
  const pathOf = (name: string) => `${BATCHES}/versions-${name}`;
  const writes = [
    { op: "set", path: pathOf("same"), data: { text: "same" } },
    { op: "update", path: pathOf("other"), data: { text: "changed" } },
    { op: "set", path: pathOf("merged"), data: { text: "merged" }, merge: true },
    { op: "delete", path: pathOf("removed") },
  ];
  const kinds = [{}, { atomic: false }];

  const send = (requestId: string, rest: object) =>
    callAs<Batch>(BOB, batch, { writes, requestId, ...rest });
  const withoutReplayed = ({ results }: Batch) =>
    results.map(({ replayed: _replayed, ...result }) => result);

  /** Two of the documents are as they are to be, one is not, and one is there to be deleted. */
  beforeEach(async () => {
    for (const name of NAMES) {
      await rawFirestore.delete(pathOf(name));
      await rawFirestore.set(pathOf(name), { text: { stringValue: name } });
    }
  });

  const afterwards: [what: string, change: () => Promise<unknown>][] = [
    [
      "change",
      () =>
        Promise.all(
          NAMES.map((name) => rawFirestore.set(pathOf(name), { text: { stringValue: "later" } })),
        ),
    ],
    ["are deleted", () => Promise.all(NAMES.map((name) => rawFirestore.delete(pathOf(name))))],
  ];

  describe.each(kinds)("in a batch %j", (kind) => {
    test("of writes that changed nothing", async () => {
      const stored = (await rawFirestore.get(pathOf("same")))?.updateTime;
      const requestId = randomUUID();
      const first = await send(requestId, kind);
      expect(first.result?.results[0]?.updateTime).toBe(padded(stored));
      for (let again = 0; again < 2; again += 1) {
        const { result } = await send(requestId, kind);
        expect(result?.results.some(({ replayed }) => replayed) || result?.replayed).toBe(true);
        expect(withoutReplayed(result as Batch)).toEqual(withoutReplayed(first.result as Batch));
        expect(result?.commitTime).toBe(first.result?.commitTime);
      }
    });

    test.each(afterwards)(
      "but of documents that %s, a version that a write had left as it was is gone too",
      async (_what, change) => {
        const requestId = randomUUID();
        const first = await send(requestId, kind);
        await change();
        const { result } = await send(requestId, kind);
        const [same, other, , removed] = result?.results ?? [];
        expect([other, removed].map((one) => one?.updateTime)).toEqual([
          first.result?.results[1]?.updateTime,
          undefined,
        ]);
        const ifUpdateTime = same?.updateTime;
        const next = { op: "update", path: pathOf("same"), data: { text: "next" }, ifUpdateTime };
        const { error } = await callAs<Batch>(BOB, batch, { writes: [next] });
        expect(error?.details.reason).toBe("STALE");
      },
    );

    test("and where its answer was lost before the gateway had it", async () => {
      const stored = (await rawFirestore.get(pathOf("same")))?.updateTime;
      const requestId = randomUUID();
      production.firestore.fail("commit", { kind: "cutAfter", holding: "versions-same" });
      const first = await send(requestId, kind);
      expect(first.result?.results[0]?.updateTime).toBe(padded(stored));
      const { result } = await send(requestId, kind);
      expect(withoutReplayed(result as Batch)).toEqual(withoutReplayed(first.result as Batch));
    });
  });

  test("and is a version to go on from", async () => {
    const requestId = randomUUID();
    await send(requestId, {});
    const { result } = await send(requestId, {});
    for (const [index, { path }] of writes.slice(0, 3).entries()) {
      const ifUpdateTime = result?.results[index]?.updateTime;
      const next = { op: "update", path, data: { text: "next" }, ifUpdateTime };
      expect((await callAs<Batch>(BOB, batch, { writes: [next] })).error).toBeUndefined();
    }
  });

  test("the first answer costs one round trip, also where it changed nothing", async () => {
    let count = 0;
    production.firestore.watch((method, body) => {
      if (method === "commit" && body.includes(`/${production.own.requests}/`)) count += 1;
    });
    const commits = async (name: string) => {
      count = 0;
      const path = pathOf(name);
      await callAs(BOB, batch, {
        writes: [{ op: "set", path, data: { text: "same" } }],
        requestId: randomUUID(),
      });
      return count;
    };
    expect(await commits("other")).toBe(1);
    expect(await commits("other")).toBe(1);
  });
});

/** A time of Firestore's as the gateway has it. */
function padded(time: string | undefined): string {
  return `${(time ?? "").slice(0, -1).padEnd(26, "0")}Z`;
}
