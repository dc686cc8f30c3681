import fc from "fast-check";
import * as z from "zod";
import { GatewayError } from "../errors/error.ts";
import type { Filter, Query } from "../query/query.ts";
import { tries } from "../../simulation/soak.ts";
import type { Fields, Value } from "../values/value.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import { matches } from "../query/matches.ts";
import { queryConflict } from "../query/query-conflict.ts";
import { collection, type CollectionDefinition } from "../collection/collection.ts";
import { holds } from "./holds.ts";
import { openLookups } from "./lookups.ts";
import { pinned } from "./pinned.ts";
import {
  caller,
  documentFields,
  documentPolicy,
  NOW,
  otherDocuments,
  policy,
  user,
} from "./policy.arbitrary.ts";
import { Registry } from "../collection/registry.ts";
import { resolve } from "./resolve.ts";
import { restrict } from "./restrict.ts";
import { toFilter } from "./to-filter.ts";

/** A collection whose path has {segment} in it, and one whose documents' ids are {segment}. */
const PATHS = { "rooms/{segment}/notes": "rooms/ada/notes", "people/{segment}": "people" } as const;
const IDS = ["ada", "bob", "red", "1", "2"];

const database = fc.array(documentFields, { minLength: IDS.length, maxLength: IDS.length });
async function storeOf(path: string, documents: readonly Fields[]): Promise<MemoryStore> {
  const store = new MemoryStore({ now: () => 0 });
  const writes = documents.map((fields, i) => ({
    kind: "update" as const,
    path: `${path}/${IDS[i] ?? ""}`,
    fields,
  }));
  await store.commit(writes, {});
  return store;
}

async function pathsOf(store: MemoryStore, query: Query): Promise<readonly string[]> {
  const { documents } = await store.query(query, {});
  return documents.map(({ path }) => path).toSorted();
}

/** What is refused, at start or for the query, is not compared. */
function unlessRefused<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof GatewayError && error.reason !== "POLICY_QUERY_CONFLICT") throw error;
    return undefined;
  }
}

function declare(path: string, read: Parameters<typeof resolve>[0]): CollectionDefinition {
  return collection(path, { schema: z.looseObject({}), access: { read } });
}

/** What a query asks for by itself: all, or what is of one team. */
const ownFilter = fc.option(fc.constantFrom("red", "blue", 1).map(ofTeam), { nil: undefined });

function ofTeam(value: Value): Filter {
  return { field: ["team"], op: "==", value };
}

test("a query returns exactly the documents that the policy allows one by one", async () => {
  const compared = { settled: 0, named: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...(Object.keys(PATHS) as (keyof typeof PATHS)[])),
      fc.record({
        read: policy,
        who: caller,
        stored: database,
        others: otherDocuments,
        where: ownFilter,
      }),
      async (path, { read, who, stored, others, where }) => {
        const definition = unlessRefused(() => declare(path, read));
        if (definition === undefined) return;
        const registry = new Registry([definition]);
        const find = (at: string) => ({ params: {}, ...registry.find(at), now: NOW });
        const store = await storeOf(PATHS[path], stored);
        const { documents } = await store.get(
          IDS.map((id) => `${PATHS[path]}/${id}`),
          {},
        );
        const allowed = documents.flatMap((document) => {
          if (document === null || (where && !matches(where, document))) return [];
          const condition = resolve(definition.access.get, who, find(document.path));
          return holds(condition, document, others) ? [document.path] : [];
        });
        const query: Query = { collection: PATHS[path], orderBy: [], ...(where && { where }) };
        const whole = resolve(definition.access.list, who, find(PATHS[path]));
        const condition = pinned(whole, query);
        const restricted = unlessRefused(() => {
          const filter = toFilter(condition, others);
          return filter && restrict(query, filter);
        });
        if (restricted === undefined) return;
        compared.settled += 1;
        if (openLookups(whole).length > 0) compared.named += 1;
        expect(restricted === false ? [] : await pathsOf(store, restricted)).toEqual(
          allowed.toSorted(),
        );
      },
    ),
    { numRuns: tries({ short: 1_500, long: 50_000 }) },
  );
  expect(compared.settled).toBeGreaterThan(300);
  expect(compared.named).toBeGreaterThan(20);
});

test("a query under a policy returns what it returns without, less what the policy denies", async () => {
  let compared = 0;
  const conditions = fc.tuple(documentPolicy, documentPolicy, user);
  await fc.assert(
    fc.asyncProperty(conditions, database, async ([first, second, who], stored) => {
      const [where, filter] = [first, second].map((part) =>
        toFilter(resolve(part, who, { params: { segment: "ada" }, now: NOW })),
      );
      if (typeof where !== "object" || typeof filter !== "object") return;
      const asked: Query = { collection: "people", orderBy: [], where };
      if (queryConflict(asked) !== undefined) return;
      const restricted = unlessRefused(() => restrict(asked, filter));
      if (restricted === undefined) return;
      compared += 1;
      const store = await storeOf("people", stored);
      const { documents } = await store.query(asked, {});
      const expected = documents.filter((document) => matches(filter, document));
      expect(await pathsOf(store, restricted)).toEqual(expected.map(({ path }) => path).toSorted());
    }),
    { numRuns: 600 },
  );
  expect(compared).toBeGreaterThan(100);
});
