import fc from "fast-check";
import type { Caller } from "../caller/caller.ts";
import type { Filter } from "../query/query.ts";
import type { Fields } from "../values/value.ts";
import { admin, anyData, anyOf, collection, owner, team, where } from "../index.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import { Registry } from "../collection/registry.ts";
import { tries } from "../../simulation/soak.ts";
import { authorizer } from "./authorize.ts";

const rights = { admin: false, roles: [], teams: [], app: null };
const CALLERS: readonly Caller[] = [
  { ...rights, kind: "user", uid: "ada", teams: ["red", "blue"] },
  { ...rights, kind: "user", uid: "bob" },
  { ...rights, kind: "user", uid: "root", admin: true },
  { ...rights, kind: "service", uid: "ada", service: "reports" },
  { ...rights, kind: "anonymous", uid: null },
];

const collections = new Registry([
  collection("articles", {
    schema: anyData(),
    access: { list: anyOf(where("published", "==", true), owner("author"), team("team"), admin()) },
  }),
]);

/** The policy of articles, in other words. */
function mayList(caller: Caller, { published, author, team: of }: Fields): boolean {
  if (caller.admin || published === true) return true;
  return (
    caller.kind === "user" && (author === caller.uid || caller.teams.some((one) => one === of))
  );
}

const equals = (field: string, value: string | boolean | number): Filter => ({
  field: [field],
  op: "==",
  value,
});
const comparison = fc.constantFrom<Filter>(
  equals("published", true),
  equals("published", false),
  equals("author", "ada"),
  equals("author", "bob"),
  equals("stars", 1),
  { field: ["team"], op: "in", value: ["red", "green"] },
);
const some = fc.uniqueArray(comparison, { minLength: 1, maxLength: 3 });
const filter = fc.oneof(
  comparison,
  some.map((and): Filter => ({ and })),
  some.map((or): Filter => ({ or })),
);
const article = fc.record<Fields>(
  {
    published: fc.constantFrom(true, false, null, "true"),
    author: fc.constantFrom("ada", "bob"),
    team: fc.constantFrom("red", "blue", "green"),
    stars: fc.constantFrom(1, 2),
  },
  { requiredKeys: [] },
);

test("a query finds of what it asks for just what the policy lets the caller have", async () => {
  const callers = fc.constantFrom(...CALLERS);
  const articles = fc.array(article, { minLength: 1, maxLength: 8 });
  const property = fc.asyncProperty(
    callers,
    articles,
    fc.option(filter, { nil: undefined }),
    async (caller, stored, own) => {
      const store = new MemoryStore({ now: () => 0 });
      const writes = stored.map((fields, at) => {
        return { kind: "update" as const, path: `articles/${String(at)}`, fields };
      });
      await store.commit(writes, {});
      const query = { collection: "articles", orderBy: [], ...(own && { where: own }) };
      const { documents: all } = await store.query(query, {});
      const authorize = authorizer({ caller, collections, now: "2026-11-22T10:00:00.000000Z" });
      const granted = authorize({ kind: "list", query }, { at: "collection" });
      if ("settle" in granted) throw new Error("It waits for members.");
      const { operation } = granted;
      const { documents: found } = await store.query(operation.query, {});
      expect(found).toEqual(all.filter(({ data }) => mayList(caller, data)));
    },
  );
  await fc.assert(property, { numRuns: tries({ short: 300, long: 20_000 }) });
});
