import { randomUUID } from "node:crypto";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import type { Fields } from "../packages/gateway/src/values/value.ts";
import { emulators } from "./support/emulators.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { logOf } from "./support/log-of.ts";
import { Caller, Production, type Answer } from "./support/production.ts";

/** Writes in bodies, where every name is what it is. */
const store = createRestStore({
  projectId: emulators.project,
  databaseId: "(default)",
  emulatorHost: emulators.firestore,
});

const RUN = randomUUID();
const SECRET = `what ${RUN} alone may read`;

let production: Production;
let shipped: GatewayProcess;

beforeAll(async () => {
  production = await Production.start();
  shipped = await production.instance("database");
});

afterAll(() => production.stop());

const as = (uid: string) => new Caller(shipped, { sub: uid });

async function seed(documents: Readonly<Record<string, Fields>>): Promise<void> {
  const entries = Object.entries(documents);
  await store.commit(
    entries.map(([path, fields]) => ({ kind: "update", path, fields })),
    {},
  );
}

const count = { all: { count: true } };

interface Listed {
  readonly documents: readonly { readonly id: string; readonly data: Fields }[];
}

describe("whose name could be taken for another's sees nothing of theirs:", () => {
  const owner = `u1-${RUN}`;

  test.each([
    `${owner} `,
    ` ${owner}`,
    `${owner}\t`,
    `${owner}\n`,
    `${owner}\u00a0`,
    `${owner}\u3000`,
    `\u2028${owner}`,
  ])("uid %j", async (uid) => {
    await seed({
      [`users/${owner}/notes/secret`]: { text: SECRET },
      [`users/${uid}/notes/own`]: { text: "mine" },
    });
    const caller = as(uid);
    const collection = `users/${uid}/notes`;
    const refused: readonly Answer<unknown>[] = [
      await caller.call("queryDocuments", { collection }),
      await caller.call("queryDocuments", { collection, where: [["text", "==", SECRET]] }),
      await caller.call("aggregateDocuments", { collection, aggregates: count }),
      await caller.call("createDocument", { collection, data: { text: "new" } }),
      await caller.call("setDocument", { path: `${collection}/new`, data: { text: "new" } }),
    ];
    for (const answer of refused) {
      expect(answer.error?.details.reason).toBe("INVALID_REQUEST");
      expect(answer.error?.message).toContain("white space");
    }
    expect(JSON.stringify(refused)).not.toContain(SECRET);
  });

  test.each([
    [":", ""],
    ["%2B", "+"],
    ["%25", "%"],
    ["%3A1", ":1"],
    ["%2F", "%252F"],
    ["\u00fc", "u\u0308"],
    [":batchGet", ":"],
  ])("%j and %j at the ends of a uid", async (mine, others) => {
    await seed({
      [`users/${owner}${others}/notes/secret`]: { text: SECRET },
      [`users/${owner}${mine}/notes/own`]: { text: "mine" },
    });
    const collection = `users/${owner}${mine}/notes`;
    const listed = await as(owner + mine).call<Listed>("queryDocuments", { collection });
    expect(listed.result?.documents.map(({ data }) => data["text"])).toEqual(["mine"]);
    const counted = await as(owner + mine).call("aggregateDocuments", {
      collection,
      aggregates: count,
    });
    expect(counted.result).toMatchObject({ aggregates: { all: 1 } });
  });
});

test("what has white space at the ends of its id can be got, changed and deleted, and not made", async () => {
  const path = `users/u-${RUN}/notes/a `;
  await seed({ [path]: { text: "old" } });
  const caller = as(`u-${RUN}`);
  const data = { text: "new" };
  expect(await caller.call("getDocument", { path })).toHaveProperty("result.document.id", "a ");
  expect(await caller.call("updateDocument", { path, data })).toHaveProperty("result");
  const existing = { op: "set", path, data, ifExists: true };
  expect(await caller.call("batchWrite", { writes: [existing] })).toHaveProperty("result");
  for (const writes of [
    { op: "set", path, data },
    { op: "create", path, data },
  ]) {
    const answer = await caller.call("batchWrite", { writes: [writes] });
    expect(answer.error?.details).toMatchObject({
      reason: "INVALID_REQUEST",
      fieldViolations: [
        { field: "writes[0].path", description: expect.stringContaining("white space") as unknown },
      ],
    });
  }
  expect(await caller.call("deleteDocument", { path })).toHaveProperty("result");
  expect((await store.get([path], {})).documents).toEqual([null]);
});

test("what has a number for an id, as Datastore's have, is made, listed, got, referred to and deleted", async () => {
  const collection = `users/auth0:${RUN}/notes`;
  await seed({ [`${collection}/__id7__`]: { text: "old" } });
  const caller = as(`auth0:${RUN}`);
  const listed = await caller.call<Listed>("queryDocuments", { collection });
  expect(listed.result?.documents.map(({ id }) => id)).toEqual(["__id7__"]);
  const path = `${collection}/__id7__`;
  expect(await caller.call("getDocument", { path })).toHaveProperty(
    "result.document.id",
    "__id7__",
  );
  const where = [["__name__", ">=", "__id7__"]];
  const found = await caller.call<Listed>("queryDocuments", { collection, where });
  expect(found.result?.documents).toHaveLength(1);
  const data = { text: "new" };
  expect(await caller.call("updateDocument", { path, data })).toHaveProperty("result");
  for (const made of [
    await caller.call("createDocument", { collection, id: "__id-8__", data }),
    await caller.call("setDocument", { path: `${collection}/__id10__`, data }),
  ]) {
    expect(made.error).toBeUndefined();
  }
  const inOrder = await caller.call<Listed>("queryDocuments", { collection });
  expect(inOrder.result?.documents.map(({ id }) => id)).toEqual([
    "__id-8__",
    "__id7__",
    "__id10__",
  ]);
  const reserved = await caller.call("createDocument", { collection, id: "__no8__", data });
  expect(reserved.error?.details.reason).toBe("INVALID_REQUEST");
  expect(await caller.call("deleteDocument", { path })).toHaveProperty("result");
  expect((await store.get([path], {})).documents).toEqual([null]);
});

describe("a long path", () => {
  let every: GatewayProcess;
  let other: Production;

  beforeAll(async () => {
    other = await Production.start("test/fixtures/collections");
    every = await other.instance("database");
  });

  afterAll(() => other.stop());

  test.each([1_300, 3_900, 4_600, 5_850])(
    "of %i bytes is listed and counted below",
    async (bytes) => {
      const ids = Array.from({ length: Math.floor(bytes / 650) }, () => "x".repeat(640));
      const collection = `${[RUN, ...ids].map((id) => `c/${id}`).join("/")}/comments`;
      await seed({ [`${collection}/a`]: { text: "deep", by: "nobody" } });
      const lines = await logOf(every, async () => {
        const caller = new Caller(every);
        const listed = await caller.call<Listed>("queryDocuments", { collection });
        expect(listed.result?.documents.map(({ id }) => id)).toEqual(["a"]);
        const counted = await caller.call("aggregateDocuments", { collection, aggregates: count });
        expect(counted.result).toMatchObject({ aggregates: { all: 1 } });
      });
      expect(lines.join("\n")).toContain('"callable":"aggregateDocuments"');
      expect(lines.join("\n")).not.toContain('"severity":"ERROR"');
    },
  );
});

describe("of what comes back", () => {
  /** What one call answers, and what is logged of it. */
  async function answerAndLog(work: () => Promise<Answer<unknown>>) {
    const answers: Answer<unknown>[] = [];
    const lines = await logOf(shipped, async () => answers.push(await work()));
    return [answers[0], lines.join("\n")] as const;
  }

  const root = `projects/${emulators.project}/databases/(default)/documents`;
  const stray = (path: string) => {
    const time = "2026-11-22T10:00:00Z";
    const fields = { Title: { stringValue: SECRET } };
    return { name: `${root}/${path}`, fields, createTime: time, updateTime: time };
  };
  const readTime = "2026-11-22T10:00:00Z";

  test.each([
    [
      "runQuery",
      "queryDocuments",
      { collection: "movies" },
      [{ document: stray("other/a"), readTime }],
    ],
    [
      "runQuery",
      "queryDocuments",
      { collection: "movies" },
      [{ document: stray("movies/a/movies/b"), readTime }],
    ],
    [
      "batchGet",
      "getDocument",
      { path: `movies/${RUN}` },
      [{ found: stray("movies/other"), readTime }],
    ],
  ])(
    "%s, what was not asked for is an ERROR, and not answered",
    async (method, callable, data, body) => {
      const fault = { kind: "answer", status: 200, body: JSON.stringify(body) } as const;
      const holding = method === "batchGet" ? { holding: `movies/${RUN}` } : {};
      production.firestore.fail(method, { ...fault, ...holding });
      const [answer, logged] = await answerAndLog(() => as(RUN).call(callable, data));
      expect(answer?.error?.details.reason).toBe("INTERNAL");
      expect(JSON.stringify(answer)).not.toContain(SECRET);
      expect(logged).toContain("MisplacedDocumentError");
      expect(logged).toContain('"severity":"ERROR"');
      expect(logged).not.toContain(SECRET);
    },
  );

  test.each([400, 403, 404, 413, 414, 431])(
    "a page with status %i is the request's own fault: one attempt, and no ERROR",
    async (status) => {
      const fault = { kind: "answer", status, body: "<html>no</html>" } as const;
      production.firestore.fail("runQuery", fault, 5);
      const before = production.firestore.count("runQuery");
      const [answer, logged] = await answerAndLog(() =>
        as(RUN).call("queryDocuments", { collection: "movies" }),
      );
      expect(answer?.error?.details.reason).toBe("FIRESTORE_REFUSED");
      production.firestore.heal();
      expect(production.firestore.count("runQuery") - before).toBe(1);
      expect(logged).toContain(`HTTP ${String(status)}`);
      expect(logged).not.toContain('"severity":"ERROR"');
    },
  );
});
