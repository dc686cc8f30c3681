import * as z from "zod";
import {
  admin,
  allOf,
  anyData,
  anyOf,
  anyone,
  callerDocument,
  callerUid,
  collection,
  createdAt,
  onlyFields,
  owner,
  signedIn,
  stored,
  unchanged,
  updatedAt,
  where,
  writeCheck,
  written,
  type CollectionOptions,
} from "../index.ts";
import { reasonOf } from "../testing/call-outcome.fixture.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";

/** Policies of writes that go by what a write changes. */
const path = "notes/one";
const TIME = { $timestamp: "2026-01-01T00:00:00.000000Z" };

async function start(
  options: Partial<CollectionOptions>,
  document: Parameters<MemoryGateway["documents"]["set"]>[1],
) {
  const notes = collection("notes", { schema: anyData(), access: {}, ...options });
  const gateway = memoryGateway({ collections: [notes] });
  await gateway.documents.set(path, document);
  const ada = gateway.as({ uid: "ada" });
  return {
    update: (data: object) => reasonOf(ada.updateDocument({ path, data: data as never })),
    set: (data: object) => reasonOf(ada.setDocument({ path, data: data as never })),
    delete: () => reasonOf(ada.deleteDocument({ path })),
    create: (data: object) =>
      reasonOf(ada.createDocument({ collection: "notes", data: data as never })),
  };
}

describe("what an update may change", () => {
  const liking = { likes: 1, title: "t", tags: { mine: 1, theirs: 2 }, at: TIME };
  const liked = {
    access: { read: anyone(), update: allOf(signedIn(), onlyFields("likes", "tags.mine")) },
  };
  const locked = { access: { read: anyone(), update: unchanged("title", "tags.theirs") } };

  test.each<[object, string, string]>([
    [{ likes: 2 }, "none", "none"],
    [{ likes: { $increment: 1 } }, "none", "none"],
    [{ title: "t" }, "none", "none"],
    [{ title: "u" }, "FORBIDDEN", "FORBIDDEN"],
    [{ title: { $delete: true } }, "FORBIDDEN", "FORBIDDEN"],
    [{ "tags.mine": 5 }, "none", "none"],
    [{ tags: { mine: 5, theirs: 2 } }, "none", "none"],
    [{ tags: { mine: 5 } }, "FORBIDDEN", "FORBIDDEN"],
    [{ tags: "none" }, "FORBIDDEN", "FORBIDDEN"],
    [{ at: { $timestamp: "2026-01-01T00:00:00Z" } }, "none", "none"],
    [{ others: 1 }, "FORBIDDEN", "none"],
    [{ others: { $delete: true } }, "none", "none"],
  ])("%j: %s by onlyFields, %s by unchanged", async (data, only, but) => {
    expect(await (await start(liked, liking)).update(data)).toBe(only);
    expect(await (await start(locked, liking)).update(data)).toBe(but);
  });

  test("is asked of a whole document that is set, too, but for what the gateway sets", async () => {
    const schema = z.looseObject({ made: createdAt(), changed: updatedAt() });
    const of = { schema, access: { ...liked.access, create: admin() } };
    const whole = { ...liking, made: TIME, changed: TIME };
    expect(await (await start(of, whole)).set({ ...liking, likes: 2 })).toBe("none");
    expect(await (await start(of, whole)).set({ ...liking, title: "u" })).toBe("FORBIDDEN");
    expect(await (await start(of, whole)).set({ likes: 2 })).toBe("FORBIDDEN");
  });

  test("is whatever is written to a field that the caller may not read", async () => {
    const update = unchanged("title", "secret");
    const hidden = await start(
      {
        access: { read: anyone(), update },
        fields: { secret: { read: admin(), write: anyone() } },
      },
      { ...liking, secret: "s" },
    );
    expect(await hidden.update({ title: "t" })).toBe("none");
    expect(await hidden.update({ secret: "s" })).toBe("FORBIDDEN");
    const closed = await start({ access: { update } }, liking);
    expect(await closed.update({ title: "t" })).toBe("FORBIDDEN");
    expect(await closed.update({ likes: 9 })).toBe("none");
    const others = await start({ access: { get: owner("by"), update } }, liking);
    expect(await others.update({ title: "t" })).toBe("DOCUMENT_NOT_FOUND");
  });

  test("is not mixed with what another branch allows of the document that it leaves", async () => {
    const taken = anyOf(owner("by"), unchanged("by"));
    const notes = await start({ access: { read: anyone(), update: taken } }, { by: "bob" });
    expect(await notes.update({ by: "ada" })).toBe("FORBIDDEN");
    expect(await notes.update({ by: "bob", text: "x" })).toBe("none");
  });
});

describe("one side of a write", () => {
  const inbox = {
    update: allOf(
      stored(where("state", "==", "new")),
      written(where("state", "==", "done")),
      stored(owner("by")),
    ),
    delete: stored(where("state", "==", "done")),
    create: written(where("state", "==", "new")),
    get: owner("by"),
  };
  const mine = { state: "new", by: "ada" };

  test("decides alone: what is stored, or what is written", async () => {
    const notes = await start({ access: inbox }, mine);
    expect(await notes.delete()).toBe("FORBIDDEN");
    expect(await notes.update({ text: "x" })).toBe("FORBIDDEN");
    expect(await notes.update({ state: "done", by: "bob" })).toBe("none");
    expect(await notes.create({ state: "done" })).toBe("FORBIDDEN");
    expect(await notes.create({ state: "new" })).toBe("none");
  });

  test("tells no more of what is hidden than a policy of both", async () => {
    const notes = await start({ access: inbox }, { ...mine, by: "bob" });
    expect(await notes.update({ state: "done" })).toBe("DOCUMENT_NOT_FOUND");
    expect(await notes.delete()).toBe("DOCUMENT_NOT_FOUND");
  });

  test("may name another document", async () => {
    const ofTeam = callerDocument("teams/{document.team}", "owner", "==", callerUid());
    const access = { read: anyone(), update: anyOf(stored(ofTeam), written(owner("by"))) };
    const note = collection("notes", { schema: anyData(), access });
    const gateway = memoryGateway({ collections: [note] });
    await gateway.documents.setAll({
      [path]: { team: "red" },
      "teams/red": { owner: "ada" },
      "teams/blue": { owner: "bob" },
    });
    const move = (uid: string, data: Record<string, string>) =>
      reasonOf(gateway.as({ uid }).updateDocument({ path, data }));
    expect(await move("bob", { team: "blue" })).toBe("FORBIDDEN");
    expect(await move("ada", { team: "blue" })).toBe("none");
    expect(await move("ada", { team: "red" })).toBe("FORBIDDEN");
    expect(await move("ada", { by: "ada" })).toBe("none");
  });
});

describe("a function of writes", () => {
  const seen = jest.fn();
  const check = writeCheck("goes up", (input) => {
    seen(input);
    const { before, after } = input;
    return Number(after?.["n"] ?? Infinity) > Number(before?.["n"] ?? 0);
  });
  const counted = { access: { read: anyone(), write: check } };

  beforeEach(() => seen.mockReset());

  test("is shown the document before and after", async () => {
    const notes = await start(counted, { n: 2 });
    expect(await notes.update({ n: 2 })).toBe("FORBIDDEN");
    expect(await notes.update({ n: { $increment: 1 } })).toBe("none");
    expect(seen).toHaveBeenLastCalledWith({
      caller: expect.objectContaining({ uid: "ada" }) as unknown,
      params: {},
      now: expect.stringMatching(/Z$/u) as unknown,
      before: { n: 2 },
      after: { n: 3 },
    });
    expect(await notes.create({ n: 0 })).toBe("FORBIDDEN");
    expect(await notes.create({ n: 1 })).toBe("none");
    expect(seen).toHaveBeenLastCalledWith(
      expect.objectContaining({ before: null, after: { n: 1 } }),
    );
    expect(await notes.delete()).toBe("none");
    expect(seen).toHaveBeenLastCalledWith(
      expect.objectContaining({ before: { n: 3 }, after: null }),
    );
  });

  test("passes on true alone", async () => {
    const truthy = writeCheck("truthy", (() => 1) as unknown as () => boolean);
    const notes = await start({ access: { read: anyone(), write: truthy } }, { n: 2 });
    expect(await notes.update({ n: 3 })).toBe("FORBIDDEN");
    expect(await notes.create({ n: 3 })).toBe("FORBIDDEN");
    expect(await notes.delete()).toBe("FORBIDDEN");
  });
});
