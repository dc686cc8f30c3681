import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type { Response } from "../packages/gateway/src/api/api.ts";
import { tries } from "../packages/gateway/simulation/soak.ts";
import { emulators } from "./support/emulators.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { untilLogged } from "./support/log-of.ts";
import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore, type RawValue } from "./support/raw-firestore.ts";

/** Nobody's call fails for what another has asked or stored, nor for what Firestore may send one day. */
let production: Production;
let instance: GatewayProcess;
let ada: Caller;
let bob: Caller;
let editor: Caller;
let admin: Caller;

type Got = Response<"getDocument">;
type Page = Response<"queryDocuments">;
type Documents = Response<"getDocuments">;

/** The text that comes back as a value of a type of tomorrow's. */
const TOMORROW = `tomorrow ${randomUUID()}`;
const ROOT = `projects/${emulators.project}/databases/(default)/documents`;

const text = (stringValue: string): RawValue => ({ stringValue });
const unreadable = text(TOMORROW);
const legacyEntity: RawValue = {
  mapValue: {
    fields: {
      __type__: text("__legacy_entity__"),
      __name__: { referenceValue: `${ROOT}/k/a` },
      v: { integerValue: "1" },
    },
  },
};
const READ = { reads: 1, writes: 0, deletes: 0 };

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  production.firestore.speakOfTomorrow(TOMORROW);
  instance = await production.instance("database");
  ada = new Caller(instance, { sub: "ada" });
  bob = new Caller(instance, { sub: "bob" });
  editor = new Caller(instance, { sub: "eve", roles: ["editor"] });
  admin = new Caller(instance, { sub: "root", admin: true });
});

afterEach(() => production.firestore.heal());
afterAll(() => production.stop());

async function ok<Result>(answer: Promise<Answer<Result>>): Promise<Result> {
  const { result, error } = await answer;
  if (result === undefined) throw new Error(JSON.stringify(error));
  return result;
}

async function errorOf(answer: Promise<Answer<unknown>>) {
  const { error } = await answer;
  if (error === undefined) throw new Error("It did not fail.");
  const { reason, ...details } = error.details;
  return { status: error.status, reason, details };
}

const freshId = () => randomUUID();

/** An article of Ada's; what is given takes the place of its fields. */
async function article(fields: Readonly<Record<string, RawValue>> = {}): Promise<string> {
  const path = `articles/${freshId()}`;
  const published = { booleanValue: false };
  await rawFirestore.set(path, { author: text("ada"), title: text("t"), published, ...fields });
  return path;
}

describe("a map as old imports left them", () => {
  const value = {
    $map: [
      ["__name__", { $reference: "k/a" }],
      ["__type__", "__legacy_entity__"],
      ["v", 1],
    ],
  };

  test("is read, listed, and written back as it was", async () => {
    const path = `values/${freshId()}`;
    const before = await rawFirestore.set(path, { e: legacyEntity, list: { arrayValue: {} } });
    const { document } = await ok(ada.call<Got>("getDocument", { path }));
    expect(document.data).toEqual({ e: value, list: [] });
    await ok(ada.call("setDocument", { path, data: { ...document.data, n: 1 } }));
    const after = await rawFirestore.get(path);
    expect(after?.fields).toEqual({ ...before.fields, n: { integerValue: "1" } });
    await ok(ada.call("setDocument", { path, data: { e: value, m: 2 }, merge: true }));
    expect((await rawFirestore.get(path))?.fields).toMatchObject({ e: before.fields?.["e"] });
    await ok(ada.call("updateDocument", { path, data: { "e.v": 2, list: [value] } }));
    const { document: changed } = await ok(ada.call<Got>("getDocument", { path }));
    expect(changed.data["e"]).toEqual({ $map: expect.arrayContaining([["v", 2]]) as unknown });
    expect(changed.data["list"]).toEqual([value]);
    await ok(ada.call("deleteDocument", { path }));
    expect(await rawFirestore.get(path)).toBeNull();
  });

  test("orders a query, pages and all, and is found by its value", async () => {
    const collection = "shapes";
    const group = freshId();
    for (const id of ["a", "b"]) {
      await rawFirestore.set(`${collection}/${group}${id}`, {
        e: legacyEntity,
        group: text(group),
      });
    }
    const query = { collection, where: [["e", "==", value]], limit: 1 };
    const { documents } = await ok(bob.call<Page>("queryDocuments", query));
    expect(documents[0]?.data["e"]).toEqual(value);
    const ordered = { collection, orderBy: ["e"], limit: 1 };
    const first = await ok(bob.call<Page>("queryDocuments", ordered));
    const second = await ok(
      bob.call<Page>("queryDocuments", { ...ordered, cursor: first.nextCursor }),
    );
    expect([first, second].map((page) => page.documents.length)).toEqual([1, 1]);
    expect(first.documents[0]?.id).not.toBe(second.documents[0]?.id);
  });

  test.each<[string, unknown]>([
    ["another type", { $map: [["__type__", "__new__"]] }],
    ["no name", { $map: [["__type__", "__legacy_entity__"]] }],
    [
      "a name that is no reference",
      {
        $map: [
          ["__type__", "__legacy_entity__"],
          ["__name__", 1],
        ],
      },
    ],
    ["no escape", { __type__: "__legacy_entity__", __name__: { $reference: "k/a" } }],
  ])("is refused with %s, by a sentence that says why", async (_what, e) => {
    const data = { e };
    const { reason, details } = await errorOf(
      ada.call("setDocument", { path: `values/${freshId()}`, data }),
    );
    expect(reason).toBe("INVALID_DOCUMENT");
    expect(JSON.stringify(details)).toMatch(/__type__/);
  });
});

describe("a document that can't be read", () => {
  test("is an error that names path and field, and no fault of the gateway's", async () => {
    const path = await article({ title: unreadable });
    expect(await errorOf(ada.call("getDocument", { path }))).toEqual({
      status: "FAILED_PRECONDITION",
      reason: "DOCUMENT_UNREADABLE",
      details: { path, field: "title", usage: READ },
    });
    await untilLogged(instance);
    expect(instance.output()).not.toMatch(/"severity":"ERROR"/);
  });

  test("looks missing to who may not read it", async () => {
    const path = await article({ title: unreadable });
    const missing = `articles/${freshId()}`;
    for (const callable of ["getDocument", "deleteDocument"]) {
      const forbidden = await errorOf(bob.call(callable, { path }));
      const absent = await errorOf(bob.call(callable, { path: missing }));
      expect(JSON.stringify(forbidden).replaceAll(path, missing)).toBe(JSON.stringify(absent));
    }
  });

  test("is missing to whom its policy would know by what can't be read", async () => {
    const path = await article({ author: unreadable });
    expect(await errorOf(ada.call("getDocument", { path }))).toMatchObject({
      reason: "DOCUMENT_NOT_FOUND",
    });
    expect(await errorOf(editor.call("getDocument", { path }))).toMatchObject({
      reason: "DOCUMENT_UNREADABLE",
      details: { field: "author" },
    });
  });

  test("is told of only where it stands in what may be seen and was asked for", async () => {
    const path = await article({ verdict: { arrayValue: { values: [unreadable] } } });
    const seen = await ok(ada.call<Got>("getDocument", { path }));
    expect(seen.document.data).toEqual({ author: "ada", title: "t", published: false });
    expect(await errorOf(editor.call("getDocument", { path }))).toMatchObject({
      details: { field: "verdict" },
    });
    const asked = await ok(editor.call<Got>("getDocument", { path, fields: ["title"] }));
    expect(asked.document.data).toEqual({ title: "t" });
  });

  test("leaves the others of a getDocuments, and is named beside them", async () => {
    const [good, bad] = [await article(), await article({ title: unreadable })];
    const paths = [good, bad, `articles/${freshId()}`];
    const { documents, unreadable: told } = await ok(
      ada.call<Documents>("getDocuments", { paths }),
    );
    expect(documents.map((document) => document?.path ?? null)).toEqual([good, null, null]);
    expect(told).toEqual([{ path: bad, field: "title" }]);
    const forOthers = await ok(bob.call<Documents>("getDocuments", { paths }));
    expect(forOthers).toEqual({ documents: [null, null, null], usage: { ...READ, reads: 3 } });
  });

  test.each(["at", "shape"])(
    "is paged past in the order of %s, one document a page",
    async (by) => {
      const teamId = freshId();
      const path = (id: string) => `teams/${teamId}/tasks/${id}`;
      await rawFirestore.set(`teams/${teamId}`, {
        members: { arrayValue: { values: [text("ada")] } },
      });
      const shapes = [
        text("a"),
        unreadable,
        { mapValue: { fields: { x: unreadable } } },
        text("z"),
      ];
      for (const [at, shape] of shapes.entries()) {
        await rawFirestore.set(path(String(at)), { at: { integerValue: String(at) }, shape });
      }
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const query = { collection: `teams/${teamId}/tasks`, orderBy: [by], limit: 1, cursor };
        const page = await ok(ada.call<Page>("queryDocuments", query));
        for (const { id } of page.documents) found.push(id);
        for (const { path: at, field } of page.unreadable ?? []) found.push(`${at} ${field}`);
        cursor = page.nextCursor;
      } while (cursor !== undefined && found.length < 9);
      expect(found.toSorted()).toEqual(
        ["0", "3", `${path("1")} shape`, `${path("2")} shape.x`].toSorted(),
      );
    },
  );

  test("is counted as any other", async () => {
    const by = freshId();
    for (const title of [text("t"), unreadable]) await article({ author: text(by), title });
    const owner = new Caller(instance, { sub: by });
    const request = { collection: "articles", where: [["author", "==", by]] };
    const { aggregates } = await ok(
      owner.call<Response<"aggregateDocuments">>("aggregateDocuments", {
        ...request,
        aggregates: { all: { count: true } },
      }),
    );
    expect(aggregates).toEqual({ all: 2 });
  });

  test("can be mended, overwritten and deleted, as its policy allows", async () => {
    const mended = await article({ title: unreadable });
    await ok(ada.call("updateDocument", { path: mended, data: { title: "new" } }));
    const { document } = await ok(ada.call<Got>("getDocument", { path: mended }));
    expect(document.data).toMatchObject({ author: "ada", title: "new" });
    const open = `values/${freshId()}`;
    await rawFirestore.set(open, { a: unreadable });
    await ok(ada.call("setDocument", { path: open, data: { b: 1 } }));
    expect((await ok(ada.call<Got>("getDocument", { path: open }))).document.data).toEqual({
      b: 1,
    });
    const deleted = await article({ title: unreadable });
    await ok(ada.call("deleteDocument", { path: deleted }));
    expect(await rawFirestore.get(deleted)).toBeNull();
  });

  test("keeps what can't be read where other fields are written", async () => {
    const path = await article({ title: unreadable });
    await ok(ada.call("updateDocument", { path, data: { published: true } }));
    const stored = await rawFirestore.get(path);
    expect(stored?.fields).toMatchObject({ title: unreadable, published: { booleanValue: true } });
  });

  test("is not written where its schema would have to be checked on what can't be read", async () => {
    const path = `stock/${freshId()}`;
    await rawFirestore.set(path, { left: { integerValue: "5" }, reserved: unreadable });
    expect(await errorOf(admin.call("updateDocument", { path, data: { left: 4 } }))).toMatchObject({
      reason: "DOCUMENT_UNREADABLE",
      details: { path, field: "reserved" },
    });
    await ok(admin.call("updateDocument", { path, data: { left: 4, reserved: 1 } }));
  });

  test("makes nobody a member", async () => {
    const teamId = freshId();
    const members = { arrayValue: { values: [text("ada"), unreadable] } };
    await rawFirestore.set(`teams/${teamId}`, { members });
    await rawFirestore.set(`teams/${teamId}/tasks/a`, { text: text("x") });
    const collection = `teams/${teamId}/tasks`;
    expect(await errorOf(ada.call("getDocument", { path: `${collection}/a` }))).toMatchObject({
      reason: "DOCUMENT_NOT_FOUND",
    });
    expect(await errorOf(ada.call("queryDocuments", { collection }))).toMatchObject({
      reason: "FORBIDDEN",
    });
    // What else the team's document holds is no matter.
    await rawFirestore.set(`teams/${teamId}`, {
      members: { arrayValue: { values: [text("ada")] } },
      logo: unreadable,
    });
    await ok(ada.call("getDocument", { path: `${collection}/a` }));
  });
});

/** What may be stored at a path, and what Firestore may do when it is asked for. */
const STORED = ["good", "legacy", "unreadable", "half", "missing"] as const;
const FAULTS = {
  breaking: [500, "INTERNAL"],
  refused: [400, "INVALID_ARGUMENT"],
} as const;
type Fault = keyof typeof FAULTS;
type Kind = (typeof STORED)[number] | Fault;
const KINDS: readonly Kind[] = [...STORED, "breaking", "refused"];

describe("calls that come together", () => {
  const paths = new Map<string, string>();
  const callers = () => ({ ada, bob, editor });

  beforeAll(async () => {
    const own = freshId();
    for (const collection of ["articles", "cached"]) {
      for (const kind of KINDS) paths.set(`${collection} ${kind}`, `${collection}/${own}${kind}`);
      await rawFirestore.set(pathOf(collection, "good"), { author: text("ada") });
      await rawFirestore.set(pathOf(collection, "legacy"), {
        author: text("ada"),
        e: legacyEntity,
      });
      await rawFirestore.set(pathOf(collection, "unreadable"), { author: unreadable });
      await rawFirestore.set(pathOf(collection, "half"), { author: text("ada"), e: unreadable });
    }
  });

  const pathOf = (collection: string, kind: string) => paths.get(`${collection} ${kind}`) as string;

  interface Asking {
    readonly caller: "ada" | "bob" | "editor";
    readonly collection: "articles" | "cached";
    readonly kinds: readonly Kind[];
  }

  /** At most one that Firestore fails for: of two, it doesn't say which it will be. */
  const someKinds: fc.Arbitrary<readonly Kind[]> = fc.oneof(
    fc.uniqueArray(fc.constantFrom(...STORED), { minLength: 1, maxLength: 3 }),
    fc.constantFrom<readonly Kind[]>(["breaking"], ["refused"], ["good", "refused"]),
  );
  const asking: fc.Arbitrary<Asking> = fc.record({
    caller: fc.constantFrom("ada", "bob", "editor"),
    collection: fc.constantFrom("articles", "cached"),
    kinds: someKinds,
  });

  /** Whatever asks for these documents meets their faults, again and again. */
  function breakDown() {
    for (const [kind, [status, name]] of Object.entries(FAULTS)) {
      for (const collection of ["articles", "cached"]) {
        const body = JSON.stringify([{ error: { code: status, status: name, message: "no" } }]);
        const holding = pathOf(collection, kind);
        production.firestore.fail("batchGet", { kind: "answer", status, body, holding }, 5_000);
      }
    }
  }

  /** What the caller sees, but for what it costs, which memory makes cheaper. */
  async function ask({ caller, collection, kinds }: Asking): Promise<string> {
    const asked = kinds.map((kind) => pathOf(collection, kind));
    const [path] = asked;
    const { result, error } =
      asked.length === 1
        ? await callers()[caller].call("getDocument", { path })
        : await callers()[caller].call("getDocuments", { paths: asked });
    const seen = JSON.stringify(
      error === undefined ? result : [error.status, error.message, error.details.reason],
    );
    return seen.replace(/,"usage":\{[^}]*\}/, "");
  }

  test("each gets what it would have got alone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asking, { minLength: 2, maxLength: 8 }), async (calls) => {
        breakDown();
        const together = await Promise.all(calls.map(ask));
        const alone: string[] = [];
        for (const call of calls) alone.push(await ask(call));
        expect(together).toEqual(alone);
        production.firestore.heal();
      }),
      { numRuns: tries({ short: 4, long: 40 }) },
    );
  });

  test("none fails for one that asks again and again for what breaks", async () => {
    breakDown();
    const breaking = pathOf("articles", "breaking");
    const good = pathOf("articles", "good");
    const rounds = Array.from({ length: 10 }, async () => {
      const [first, second] = await Promise.all([
        bob.call("getDocument", { path: breaking }),
        ada.call("getDocument", { path: good }),
        editor.call("getDocument", { path: good }),
      ]);
      expect(first.error?.details.reason).toBe("FIRESTORE_UNAVAILABLE");
      expect(second.result).toBeDefined();
    });
    await Promise.all(rounds);
  });
});
