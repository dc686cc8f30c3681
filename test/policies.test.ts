import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/**
 * What the rules of test/fixtures/collections promise, on Firestore and through the gateway as it runs
 * in production; packages/gateway/src/authorize/policies.test.ts has what needs neither.
 */
let production: Production;
let ada: Caller;
let bob: Caller;
let editor: Caller;
let admin: Caller;
let nobody: Caller;

interface Page {
  readonly documents: readonly { readonly id: string; readonly data: Record<string, unknown> }[];
}

const TIME = { timestampValue: "2026-01-01T00:00:00Z" };
const article = (author: string, published: boolean, more: object = {}) => ({
  author: { stringValue: author },
  title: { stringValue: "A title" },
  published: { booleanValue: published },
  made: TIME,
  madeBy: { stringValue: author },
  changed: TIME,
  ...more,
});

beforeAll(async () => {
  // What other files have left in the same collections is found, too.
  await Promise.all(["articles", "letters", "offers"].map(rawFirestore.clear));
  production = await Production.start("test/fixtures/collections");
  const every = await production.instance("database");
  [ada, bob, editor, admin] = [
    new Caller(every, { sub: "ada" }),
    new Caller(every, { sub: "bob" }),
    new Caller(every, { sub: "eve", roles: ["editor"] }),
    new Caller(every, { sub: "root", admin: true }),
  ] as const;
  nobody = new Caller(every);
  const verdict = { verdict: { stringValue: "bad" } };
  await rawFirestore.set("articles/ada-draft", article("ada", false, verdict));
  await rawFirestore.set("articles/ada-public", article("ada", true, verdict));
  await rawFirestore.set("articles/bob-draft", article("bob", false));
  await rawFirestore.set("teams/t1", {
    members: { arrayValue: { values: [{ stringValue: "ada" }] } },
  });
  await rawFirestore.set("teams/t1/tasks/one", { text: { stringValue: "one" } });
});

afterAll(() => production.stop());

const reasonOf = ({ error }: Answer<unknown>) => error?.details.reason ?? "none";
const idsOf = ({ result }: Answer<Page>) => result?.documents.map(({ id }) => id).toSorted();

describe("rows", () => {
  test("a list returns what a get allows, and nothing else", async () => {
    const list = (caller: Caller) =>
      caller.call<Page>("queryDocuments", { collection: "articles" });
    expect(idsOf(await list(ada))).toEqual(["ada-draft", "ada-public"]);
    expect(idsOf(await list(bob))).toEqual(["ada-public", "bob-draft"]);
    expect(idsOf(await list(nobody))).toEqual(["ada-public"]);
    expect(idsOf(await list(editor))).toEqual(["ada-draft", "ada-public", "bob-draft"]);
  });

  test("a forbidden document and a missing one look the same to a get", async () => {
    const answers = await Promise.all(
      ["articles/ada-draft", "articles/missing00"].map((path) => bob.call("getDocument", { path })),
    );
    const [forbidden, missing] = answers.map((answer) =>
      JSON.stringify(answer).replaceAll(/ada-draft|missing00/g, "X"),
    );
    expect(forbidden).toBe(missing);
    expect(reasonOf(answers[0] as Answer<unknown>)).toBe("DOCUMENT_NOT_FOUND");
  });

  test("a decision holds against whoever changes the document meanwhile", async () => {
    const path = "articles/race";
    for (let round = 0; round < 20; round += 1) {
      await rawFirestore.set(path, article("ada", false));
      const [answer] = await Promise.all([
        ada.call("updateDocument", { path, data: { title: "by ada" } }),
        rawFirestore.set(path, article("bob", false, { title: { stringValue: "by bob" } })),
      ]);
      const fields = (await rawFirestore.get(path))?.fields;
      // Either ada was first, and bob's replaced hers, or bob was, and she had no right any more.
      expect(fields?.["author"]?.["stringValue"]).toBe("bob");
      expect(fields?.["title"]?.["stringValue"]).toBe("by bob");
      expect(["none", "DOCUMENT_NOT_FOUND"]).toContain(reasonOf(answer));
    }
  });
});

describe("fields", () => {
  test("a hidden field is left out of what is read", async () => {
    const read = async (caller: Caller) => {
      const { result } = await caller.call<{ document: { data: object } }>("getDocument", {
        path: "articles/ada-public",
      });
      return result?.document.data;
    };
    expect(await read(ada)).not.toHaveProperty("verdict");
    expect(await read(editor)).toHaveProperty("verdict", "bad");
  });

  test("what the caller may not write is neither written nor lost", async () => {
    const path = "articles/ada-public";
    expect(reasonOf(await ada.call("updateDocument", { path, data: { verdict: "good" } }))).toBe(
      "FORBIDDEN",
    );
    const whole = { author: "ada", title: "t", published: true };
    expect(reasonOf(await ada.call("setDocument", { path, data: whole }))).toBe("FORBIDDEN");
    expect(reasonOf(await ada.call("updateDocument", { path, data: { likes: 1 } }))).toBe("none");
    expect((await rawFirestore.get(path))?.fields).toMatchObject({
      verdict: { stringValue: "bad" },
    });
  });

  test("fields of the server's are its own", async () => {
    const path = "articles/ada-public";
    expect(
      reasonOf(await ada.call("updateDocument", { path, data: { made: "2026-01-01T00:00:00Z" } })),
    ).toBe("INVALID_DOCUMENT");
    const fields = (await rawFirestore.get(path))?.fields;
    expect(fields?.["made"]).toEqual(TIME);
    expect(fields?.["changed"]).not.toEqual(TIME);
  });
});

describe("membership", () => {
  test("decides reads, queries and writes, and costs its read", async () => {
    const path = "teams/t1/tasks/one";
    expect(await ada.call("getDocument", { path })).toMatchObject({
      result: { usage: { reads: 2 } },
    });
    expect(idsOf(await ada.call<Page>("queryDocuments", { collection: "teams/t1/tasks" }))).toEqual(
      ["one"],
    );
    expect(reasonOf(await ada.call("updateDocument", { path, data: { text: "two" } }))).toBe(
      "none",
    );
    expect(reasonOf(await bob.call("getDocument", { path }))).toBe("DOCUMENT_NOT_FOUND");
    expect(reasonOf(await bob.call("queryDocuments", { collection: "teams/t1/tasks" }))).toBe(
      "FORBIDDEN",
    );
    expect(reasonOf(await bob.call("updateDocument", { path, data: { text: "three" } }))).toBe(
      "DOCUMENT_NOT_FOUND",
    );
  });
});

describe("schemas that need the stored document", () => {
  test("a rule about two fields holds for updates of one, and bounds for increments", async () => {
    const path = "stock/bolts";
    await admin.call("setDocument", { path, data: { left: 5, reserved: 3 } });
    expect(reasonOf(await admin.call("updateDocument", { path, data: { left: 2 } }))).toBe(
      "INVALID_DOCUMENT",
    );
    expect(
      reasonOf(await admin.call("updateDocument", { path, data: { left: { $increment: -6 } } })),
    ).toBe("INVALID_DOCUMENT");
    expect(
      reasonOf(await admin.call("updateDocument", { path, data: { left: { $increment: -1 } } })),
    ).toBe("none");
    expect((await rawFirestore.get(path))?.fields).toMatchObject({ left: { integerValue: "4" } });
  });
});

describe("what a caller's token and other documents say", () => {
  const text = (stringValue: string) => ({ stringValue });
  const letter = (fields: object) => ({ author: text("eve"), ...fields });
  let every: Awaited<ReturnType<Production["instance"]>>;

  beforeAll(async () => {
    every = await production.instance("database");
    const to = { arrayValue: { values: [text("ada@example.com"), text("cy@example.com")] } };
    await rawFirestore.set("letters/to-ada", letter({ to }));
    await rawFirestore.set("letters/to-tenant", letter({ tenant: text("north") }));
    await rawFirestore.set("letters/to-office", letter({ office: text("post") }));
    await rawFirestore.set("letters/of-bob", letter({ author: text("bob") }));
    await rawFirestore.set("users/bob", { office: text("post"), role: text("mover") });
    await rawFirestore.set("users/clerk", { role: text("clerk") });
    await rawFirestore.set("shops/bakery", { owner: text("ada") });
    const until = { timestampValue: "2999-01-01T00:00:00Z" };
    await rawFirestore.set("offers/bread", { shop: text("bakery"), until });
    await rawFirestore.set("offers/old", { shop: text("bakery"), until: TIME });
    await rawFirestore.set("offers/wheel", { shop: text("garage"), until });
  });

  test("opens to a list what it opens to a get", async () => {
    const callers = {
      ada: new Caller(every, { sub: "ada", email: "ada@example.com" }),
      bob: new Caller(every, { sub: "bob", email: "bob@example.com" }),
      cy: new Caller(every, { sub: "cy", email: "cy@example.com", firebase: { tenant: "north" } }),
      clerk: new Caller(every, { sub: "clerk" }),
      nobody,
    };
    const expected = {
      ada: ["to-ada"],
      bob: ["of-bob", "to-office"],
      cy: ["to-ada", "to-tenant"],
      clerk: ["of-bob", "to-ada", "to-office", "to-tenant"],
      nobody: undefined,
    };
    for (const [name, caller] of Object.entries(callers)) {
      const list = await caller.call<Page>("queryDocuments", { collection: "letters" });
      expect(idsOf(list)).toEqual(expected[name as keyof typeof expected]);
      const got = await Promise.all(
        expected.clerk.map(async (id) => {
          const answer = await caller.call("getDocument", { path: `letters/${id}` });
          return reasonOf(answer) === "none" ? [id] : [];
        }),
      );
      expect(got.flat()).toEqual(expected[name as keyof typeof expected] ?? []);
    }
  });

  test("decides on ids of the caller's own, and on the server's time", async () => {
    const path = "letters/of-ada";
    const sentAt = { $serverTimestamp: true };
    const set = async (caller: Caller, data: object) =>
      reasonOf(await caller.call("setDocument", { path, data }));
    expect(await set(ada, { author: "ada" })).toBe("FORBIDDEN");
    expect(await set(ada, { author: "ada", sentAt })).toBe("none");
    expect(await set(ada, { author: "ada", text: "later", sentAt })).toBe("FORBIDDEN");
    expect(await set(bob, { author: "bob", sentAt })).toBe("FORBIDDEN");
    const update = { path, data: { text: "more" } };
    expect(reasonOf(await ada.call("updateDocument", update))).toBe("none");
  });

  test("opens what a document names, and what has its time", async () => {
    const where = [["shop", "==", "bakery"]];
    const list = { collection: "offers", where };
    expect(idsOf(await ada.call<Page>("queryDocuments", list))).toEqual(["bread", "old"]);
    expect(reasonOf(await bob.call("queryDocuments", list))).toBe("FORBIDDEN");
    expect(reasonOf(await ada.call("queryDocuments", { collection: "offers" }))).toBe(
      "POLICY_QUERY_CONFLICT",
    );
    const get = async (id: string) =>
      reasonOf(await bob.call("getDocument", { path: `offers/${id}` }));
    expect([await get("bread"), await get("old")]).toEqual(["none", "DOCUMENT_NOT_FOUND"]);
    const change = async (caller: Caller, data: object) =>
      reasonOf(await caller.call("updateDocument", { path: "offers/bread", data }));
    expect(await change(ada, { price: 2 })).toBe("none");
    expect(await change(ada, { shop: "garage" })).toBe("FORBIDDEN");
    expect(await change(bob, { price: 1 })).toBe("FORBIDDEN");
  });
});
