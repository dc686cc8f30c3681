import { collections } from "../../../../test/fixtures/collections/index.ts";
import type { Request } from "../api/api.ts";
import { anyData, collection, owner } from "../index.ts";
import { errorOf, reasonOf } from "../testing/call-outcome.fixture.ts";
import type { MemoryCaller } from "../testing/memory-caller.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { policyMatrixByBoth } from "../testing/policy-matrix-by-both.fixture.ts";

/** What the rules of test/fixtures/collections promise, whatever database is behind them. */
const TIME = { $timestamp: "2026-01-01T00:00:00.000000Z" };
const article = (author: string, published: boolean, more: object = {}) => ({
  author,
  title: "A title",
  published,
  made: TIME,
  madeBy: author,
  changed: TIME,
  ...more,
});
const callers = {
  ada: { uid: "ada" },
  bob: { uid: "bob" },
  editor: { uid: "eve", claims: { roles: ["editor"] } },
  nobody: null,
} as const;

let gateway: MemoryGateway;
let ada: MemoryCaller;
let bob: MemoryCaller;

beforeEach(async () => {
  gateway = memoryGateway({ collections });
  [ada, bob] = [gateway.as(callers.ada), gateway.as(callers.bob)];
  await gateway.documents.setAll({
    "articles/ada-draft": article("ada", false, { verdict: "bad" }),
    "articles/ada-public": article("ada", true, { verdict: "bad" }),
  });
});

test("who may do what with articles and a team's tasks is what their policies say", async () => {
  const matrix = await policyMatrixByBoth({
    collections,
    callers,
    documents: {
      "articles/ada-draft": article("ada", false),
      "articles/ada-public": article("ada", true),
      "teams/t1/tasks/one": { text: "one" },
      "posts/p1/comments/c1": { text: "1", by: "ada" },
      "stock/bolts": { left: 5, reserved: 3 },
    },
    besides: { "teams/t1": { members: ["ada"] } },
  });
  const ALL = ["get", "list", "create", "update", "delete"];
  const READ = ["get", "list"];
  expect(matrix).toEqual({
    "articles/ada-draft": { ada: ALL, bob: [], editor: [...READ, "update"], nobody: [] },
    "articles/ada-public": { ada: ALL, bob: READ, editor: [...READ, "update"], nobody: READ },
    "teams/t1/tasks/one": { ada: ALL, bob: [], editor: [], nobody: [] },
    "posts/p1/comments/c1": { ada: ALL, bob: READ, editor: READ, nobody: READ },
    "stock/bolts": { ada: READ, bob: READ, editor: READ, nobody: READ },
  });
});

describe("rows", () => {
  const own = { author: "bob", title: "t", published: false };
  const version = "2026-01-01T00:00:00Z";

  test.each<[string, (path: string) => Promise<unknown>]>([
    ["a get", (path) => bob.getDocument({ path })],
    ["an update", (path) => bob.updateDocument({ path, data: { title: "mine now" } })],
    [
      "an update of a version",
      (path) => bob.updateDocument({ path, data: { title: "x" }, ifUpdateTime: version }),
    ],
    ["a delete", (path) => bob.deleteDocument({ path })],
    ["a delete of what exists", (path) => bob.deleteDocument({ path, ifExists: true })],
    ["a batch that deletes", (path) => bob.batchWrite({ writes: [{ op: "delete", path }] })],
    [
      "a batch that verifies",
      (path) => bob.batchWrite({ writes: [{ op: "verify", path, ifExists: true }] }),
    ],
    [
      "a batch that verifies that there is none",
      (path) => bob.batchWrite({ writes: [{ op: "verify", path, ifExists: false }] }),
    ],
    [
      "a create",
      (path) =>
        bob.createDocument({ collection: "articles", id: path.split("/")[1] as string, data: own }),
    ],
    ["a set", (path) => bob.setDocument({ path, data: own })],
  ])("%s does not tell a forbidden document from a missing one", async (_what, call) => {
    const before = await gateway.documents.list();
    const [forbidden, missing] = await Promise.all(
      ["articles/ada-draft", "articles/missing00"].map(async (path) => {
        const { reason, message, details, usage } = await errorOf(call(path));
        return JSON.stringify({ reason, message, details, usage }).replaceAll(path, "X");
      }),
    );
    expect(forbidden).toBe(missing);
    expect(forbidden).toContain("reason");
    expect(await gateway.documents.list()).toEqual(before);
  });

  test("a write must leave a document that its writer may leave", async () => {
    const { document } = await bob.createDocument({ collection: "articles", data: own });
    const { path } = document;
    const givenAway = bob.updateDocument({ path, data: { author: "ada" } });
    expect(await reasonOf(givenAway)).toBe("FORBIDDEN");
    const forged = { author: "ada", title: "t", published: true };
    const created = bob.createDocument({ collection: "articles", data: forged });
    expect(await reasonOf(created)).toBe("FORBIDDEN");
    expect(await reasonOf(bob.updateDocument({ path, data: { title: "t2" } }))).toBe("none");
    expect(await reasonOf(bob.deleteDocument({ path }))).toBe("none");
  });
});

describe("fields", () => {
  test.each<[string, Omit<Request<"queryDocuments">, "collection">]>([
    ["selected", { select: ["verdict"] }],
    ["filtered by", { where: [["verdict", "==", "bad"]] }],
    [
      "filtered by, in a disjunction",
      {
        where: [
          {
            or: [
              ["verdict", "==", "bad"],
              ["title", "==", "t"],
            ],
          },
        ],
      },
    ],
    ["ordered by", { orderBy: ["verdict"] }],
  ])("a hidden field can't be %s", async (_how, request) => {
    const query = ada.queryDocuments({ collection: "articles", ...request });
    expect(await reasonOf(query)).toBe("FORBIDDEN");
  });

  test("a hidden field can't be summed, nor asked for in a get", async () => {
    const aggregates = { sum: { sum: "verdict" } };
    const sum = ada.aggregateDocuments({ collection: "articles", aggregates });
    expect(await reasonOf(sum)).toBe("FORBIDDEN");
    const get = ada.getDocument({ path: "articles/ada-public", fields: ["verdict"] });
    expect(await reasonOf(get)).toBe("FORBIDDEN");
  });

  test("what the caller may not write is neither written nor lost", async () => {
    const path = "articles/ada-public";
    const judged = ada.updateDocument({ path, data: { verdict: "good" } });
    expect(await reasonOf(judged)).toBe("FORBIDDEN");
    const whole = { author: "ada", title: "t", published: true };
    expect(await reasonOf(ada.setDocument({ path, data: whole }))).toBe("FORBIDDEN");
    expect(await reasonOf(ada.updateDocument({ path, data: { likes: 1 } }))).toBe("none");
    expect(await gateway.documents.get(path)).toMatchObject({ verdict: "bad", likes: 1 });
  });

  test("fields of the server's are its own", async () => {
    const path = "articles/ada-public";
    const forged = ada.updateDocument({ path, data: { made: "2026-01-01T00:00:00Z" } });
    expect(await reasonOf(forged)).toBe("INVALID_DOCUMENT");
    expect(await reasonOf(ada.updateDocument({ path, data: { likes: 1 } }))).toBe("none");
    const stored = await gateway.documents.get(path);
    expect(stored?.["made"]).toEqual(TIME);
    expect(stored?.["changed"]).not.toEqual(TIME);
  });
});

describe("schemas that need the stored document", () => {
  test("a rule about two fields holds for updates of one, and bounds for increments", async () => {
    const admin = gateway.asAdmin();
    const path = "stock/bolts";
    await admin.setDocument({ path, data: { left: 5, reserved: 3 } });
    const change = (left: number | { $increment: number }) =>
      reasonOf(admin.updateDocument({ path, data: { left } }));
    expect(await change(2)).toBe("INVALID_DOCUMENT");
    expect(await change({ $increment: -6 })).toBe("INVALID_DOCUMENT");
    expect(await change({ $increment: -1 })).toBe("none");
    expect(await gateway.documents.get(path)).toEqual({ left: 4, reserved: 3 });
  });
});

describe("where ids are no secret", () => {
  const letters = collection("letters", {
    schema: anyData(),
    access: { read: owner("author"), write: owner("author") },
    ids: "open",
  });
  const path = "letters/one";
  const mine = { author: "bob", text: "hello" };
  const addressed = { collection: "letters", id: "one", data: mine };

  beforeEach(() => {
    gateway = memoryGateway({ collections: [letters] });
    [ada, bob] = [gateway.as(callers.ada), gateway.as(callers.bob)];
  });

  test("who may create chooses the id, and a taken one is told", async () => {
    expect(await reasonOf(bob.createDocument(addressed))).toBe("none");
    expect(await reasonOf(ada.createDocument({ ...addressed, data: { author: "ada" } }))).toBe(
      "DOCUMENT_EXISTS",
    );
    expect(await gateway.documents.get(path)).toEqual(mine);
  });

  test("a set is decided by create where there is nothing, and by update where there is something", async () => {
    expect(await reasonOf(bob.setDocument({ path, data: { author: "ada" } }))).toBe("FORBIDDEN");
    expect(await reasonOf(bob.setDocument({ path, data: mine }))).toBe("none");
    expect(await reasonOf(bob.setDocument({ path, data: { ...mine, text: "2" } }))).toBe("none");
    expect(await reasonOf(bob.setDocument({ path, data: { author: "ada" } }))).toBe("FORBIDDEN");
    expect(await reasonOf(ada.setDocument({ path, data: { author: "ada" } }))).toBe("FORBIDDEN");
    expect(await gateway.documents.get(path)).toEqual({ ...mine, text: "2" });
  });

  test("what is stored stays hidden: a get of another's looks like one of nothing", async () => {
    await gateway.documents.setAll({ [path]: mine });
    const told = await Promise.all(
      [path, "letters/two"].map(async (asked) => {
        const { reason, message, details, usage } = await errorOf(ada.getDocument({ path: asked }));
        return JSON.stringify({ reason, message, details, usage }).replaceAll(asked, "X");
      }),
    );
    expect(new Set(told).size).toBe(1);
  });
});
