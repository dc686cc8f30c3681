import { collections } from "../../../../test/fixtures/cached-collections/index.ts";
import { errorOf, reasonOf } from "../testing/call-outcome.fixture.ts";
import type { MemoryCaller } from "../testing/memory-caller.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";

/** What is answered from memory, where collections keep it, is answered as if it had been read. */
let gateway: MemoryGateway;
let ada: MemoryCaller;
let bob: MemoryCaller;
let editor: MemoryCaller;

const FROM_MEMORY = { reads: 0, writes: 0, deletes: 0, cached: true };
const READ = { reads: 1, writes: 0, deletes: 0 };

beforeEach(() => {
  gateway = memoryGateway({ collections });
  [ada, bob, editor] = [
    gateway.as({ uid: "ada" }),
    gateway.as({ uid: "bob" }),
    gateway.as({ uid: "eve", claims: { roles: ["editor"] } }),
  ];
});

describe("how old an answer may be", () => {
  test("maxAgeMs, to the millisecond", async () => {
    await gateway.documents.set("scores/one", { n: 1 });
    const read = async (maxAgeMs?: number) => {
      const asked = { path: "scores/one", ...(maxAgeMs !== undefined && { maxAgeMs }) };
      return (await ada.getDocument(asked)).document.data["n"];
    };
    await read();
    await gateway.documents.set("scores/one", { n: 2 });
    await gateway.advance(100);
    expect([await read(), await read(101)]).toEqual([1, 1]);
    expect([await read(99), await read()]).toEqual([2, 2]);
    await gateway.documents.set("scores/one", { n: 3 });
    await gateway.advance(301);
    expect(await read()).toBe(3);
  });

  test("more than the collection declares counts as that", async () => {
    await gateway.documents.set("scores/cut", { n: 1 });
    await ada.getDocument({ path: "scores/cut" });
    await gateway.documents.set("scores/cut", { n: 2 });
    await gateway.advance(301);
    const { document } = await ada.getDocument({ path: "scores/cut", maxAgeMs: 600_000 });
    expect(document.data).toEqual({ n: 2 });
  });

  test.each([{ maxAgeMs: -1 }, { maxAgeMs: 0.5 }, { notBefore: "yesterday" }, { notBefore: 1 }])(
    "%j is refused",
    async (options) => {
      const request = { path: "pages/a", ...options } as { path: string };
      expect(await reasonOf(ada.getDocument(request))).toBe("INVALID_REQUEST");
    },
  );
});

describe("policies", () => {
  const draft = (author: string, more: object = {}) => {
    return { author, published: false, fee: 100, ...more };
  };

  test("hold for each caller, whoever's read a document came with", async () => {
    const path = "drafts/d1";
    await gateway.documents.set(path, draft("ada"));
    const { document } = await ada.getDocument({ path });
    expect(document.data).toEqual({ author: "ada", published: false });
    for (const options of [{}, {}, { maxAgeMs: 0 }]) {
      expect(await reasonOf(bob.getDocument({ path, ...options }))).toBe("DOCUMENT_NOT_FOUND");
    }
    expect((await ada.getDocument({ path })).usage).toEqual(FROM_MEMORY);
  });

  test("hidden fields stay hidden", async () => {
    await gateway.documents.set("drafts/d2", draft("eve", { published: true }));
    const seen = async (caller: MemoryCaller) =>
      Object.keys((await caller.getDocument({ path: "drafts/d2" })).document.data).toSorted();
    expect(await seen(editor)).toEqual(["author", "fee", "published"]);
    expect(await seen(ada)).toEqual(["author", "published"]);
    expect(await seen(editor)).toEqual(["author", "fee", "published"]);
  });

  test("a refusal costs the same from memory, and for what is not there", async () => {
    await gateway.documents.set("drafts/d3", draft("ada"));
    await ada.getDocument({ path: "drafts/d3" });
    for (const id of ["d3", "d3", "none", "none"]) {
      const { reason, usage } = await errorOf(bob.getDocument({ path: `drafts/${id}` }));
      expect({ reason, usage }).toEqual({ reason: "DOCUMENT_NOT_FOUND", usage: READ });
    }
  });

  test("a list holds what its caller may see, though another asked the same before", async () => {
    await gateway.documents.setAll({ "drafts/l1": draft("ada"), "drafts/l2": draft("bob") });
    const ids = async (caller: MemoryCaller) => {
      const { documents } = await caller.queryDocuments({ collection: "drafts" });
      return documents.map(({ id }) => id);
    };
    expect([await ids(ada), await ids(bob), await ids(ada)]).toEqual([["l1"], ["l2"], ["l1"]]);
  });
});

test("membership is newer where a request wants it newer", async () => {
  await gateway.documents.setAll({
    "clubs/c": { members: ["ada"] },
    "clubs/c/posts/p": { n: 1 },
  });
  const list = (options: object = {}) =>
    ada.queryDocuments({ collection: "clubs/c/posts", ...options });
  await list();
  await gateway.documents.set("clubs/c", { members: ["bob"] });
  await gateway.advance(1_000);
  expect((await list()).documents).toHaveLength(1);
  const notBefore = new Date(gateway.now).toISOString();
  for (const options of [{ notBefore }, { maxAgeMs: 0 }]) {
    expect(await reasonOf(list(options))).toBe("FORBIDDEN");
  }
  const got = ada.getDocument({ path: "clubs/c/posts/p" });
  expect(await reasonOf(got)).toBe("DOCUMENT_NOT_FOUND");
});
