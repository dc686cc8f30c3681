import fc from "fast-check";
import { collection, type CollectionDefinition } from "../collection/collection.ts";
import { documentFields, policy } from "../policy/policy.arbitrary.ts";
import { anyone, role, where, type Policy } from "../policy/policy.ts";
import { anyData } from "../schema/types/any-data.ts";
import { reasonOf } from "../testing/call-outcome.fixture.ts";
import type { Who } from "../testing/memory-caller.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";

/** Wherever a collection `x` may lie, and definitions that some of them belong to. */
const COLLECTIONS = ["x", "users/ada/x", "users/bob/x", "rooms/r/x", "rooms/r/notes/n/x"] as const;
const PATHS = ["users/{segment}/x", "users/{segment}/{sub}", "rooms/r/{rest=**}", "x", "rooms"];
const HIDDEN = ["author", "stars", "open"] as const;

const rules = fc.record({
  list: policy,
  hidden: fc.option(fc.constantFrom(...HIDDEN), { nil: undefined, freq: 2 }),
});
type Rules = typeof rules extends fc.Arbitrary<infer T> ? T : never;

const callers = fc.constantFrom<(Who | null)[]>(
  null,
  { uid: "ada" },
  { uid: "bob", claims: { teams: ["red"] } },
  { uid: "eve", claims: { roles: ["editor"] } },
);

function declare(path: string, { list, hidden }: Rules): CollectionDefinition[] {
  try {
    const fields = hidden === undefined ? {} : { [hidden]: { read: role("editor") } };
    const isAll = path === "{path=**}";
    const options = { schema: anyData(), access: { list }, fields, collectionGroups: isAll };
    return [collection(path, options)];
  } catch {
    return [];
  }
}

test("a query of a group that a catch-all opens answers nothing that a query of the collections would not", async () => {
  let answered = 0;
  const some = fc.subarray(PATHS).chain((paths) => {
    return fc.tuple(...paths.map((path) => rules.map((rule) => [path, rule] as const)));
  });
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        all: fc.oneof(rules, fc.constant({ list: anyone(), hidden: undefined })),
        others: some,
        stored: fc.array(documentFields, { minLength: 5, maxLength: 5 }),
        who: callers,
      }),
      async ({ all, others, stored, who }) => {
        const catchAll = declare("{path=**}", all);
        const definitions = others.map(([path, rule]) => declare(path, rule));
        // What is refused at start would leave its collections to the catch-all.
        if (catchAll.length === 0 || definitions.some(({ length }) => length === 0)) return;
        const gateway = memoryGateway({ collections: [...catchAll, ...definitions.flat()] });
        await gateway.documents.setAll(
          Object.fromEntries(stored.map((data, i) => [`${COLLECTIONS[i] ?? ""}/d`, data])),
        );
        const caller = gateway.as(who);
        const found = await caller.queryDocuments({ collectionGroup: "x" }).catch(() => undefined);
        if (found === undefined) return;
        answered += found.documents.length;
        for (const { path, data } of found.documents) {
          const own = path.slice(0, -"/d".length);
          const { documents } = await caller.queryDocuments({ collection: own });
          expect(documents).toEqual([expect.objectContaining({ path })]);
          // What another definition hides is hidden of all.
          expect(documents[0]?.data).toMatchObject(data);
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(answered).toBeGreaterThan(100);
});

describe("under a catch-all that opens every group", () => {
  const open = { schema: anyData(), access: { read: anyone() } };
  const gatewayOf = (...others: [path: string, list: Policy, hides?: string][]) =>
    memoryGateway({
      collections: [
        collection("{path=**}", { ...open, collectionGroups: true }),
        ...others.map(([path, list, hides]) => {
          const fields = hides === undefined ? {} : { [hides]: { read: role("editor") } };
          return collection(path, { ...open, access: { list }, fields });
        }),
      ],
    });
  const reason = (gateway: ReturnType<typeof gatewayOf>, more: object = {}) =>
    reasonOf(gateway.as({ uid: "ada" }).queryDocuments({ collectionGroup: "x", ...more }));

  test("a group is as closed as the most closed of its collections, and others are not", async () => {
    expect(await reason(gatewayOf(["users/{uid}/y", role("editor")]))).toBe("none");
    expect(await reason(gatewayOf(["users/{uid}/{sub}", role("editor")]))).toBe("FORBIDDEN");
  });

  test("a field that one definition hides decides nothing by another's policy", async () => {
    const byStars = where("stars", ">", 1);
    expect(await reason(gatewayOf(["users/{uid}/x", byStars]))).toBe("QUERY_NOT_COVERED");
    const others = gatewayOf(["users/{uid}/x", byStars], ["x", anyone(), "stars"]);
    expect(await reason(others)).toBe("FORBIDDEN");
  });

  test("documents below the gateway's own collections are in no group", async () => {
    const gateway = gatewayOf();
    await gateway.documents.setAll({ "_own/a/x/1": {}, "users/a/x/2": {} });
    const page = await gateway.as(null).queryDocuments({ collectionGroup: "x" });
    expect(page.documents.map(({ path }) => path)).toEqual(["users/a/x/2"]);
  });

  test("a group is read in the order of names, between any two", async () => {
    const gateway = gatewayOf();
    await gateway.documents.setAll({ "a/a/x/1": {}, "a/b/x/2": {}, "a/c/x/3": {}, "x/4": {} });
    const ref = (path: string) => ({ $reference: path });
    const of = async (more: object) => {
      const page = await gateway.as(null).queryDocuments({ collectionGroup: "x", ...more });
      return page.documents.map(({ id }) => id);
    };
    expect(
      await of({
        where: [
          ["__name__", ">=", ref("a/b")],
          ["__name__", "<", ref("b/0")],
        ],
      }),
    ).toEqual(["2", "3"]);
    expect(
      await of({ orderBy: ["__name__"], startAt: [ref("a/b")], endAt: [ref("a/b0")] }),
    ).toEqual(["2"]);
  });
});
