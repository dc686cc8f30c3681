import * as z from "zod";
import type { Caller } from "../caller/caller.ts";
import { GatewayError } from "../errors/error.ts";
import type { Filter, Query } from "../query/query.ts";
import type { FieldPath } from "../paths/field-path.ts";
import {
  admin,
  anyData,
  anyOf,
  anyone,
  collection,
  member,
  owner,
  role,
  service,
  vector,
  where,
} from "../index.ts";
import { Registry } from "../collection/registry.ts";
import { authorizer } from "./authorize.ts";
import type { ListOperation } from "../request/operation.ts";

const rights = { admin: false, roles: [], teams: [], app: null };
const ada: Caller = { ...rights, kind: "user", uid: "ada", teams: ["red", "blue"] };
const bob: Caller = { ...rights, kind: "user", uid: "bob" };
const editor: Caller = { ...bob, roles: ["editor"] };
const root: Caller = { ...bob, uid: "root", admin: true };
const reports: Caller = { ...rights, kind: "service", uid: "s", service: "reports" };
const nobodySignedIn: Caller = { ...rights, kind: "anonymous", uid: null };

const collections = new Registry([
  collection("reviews", {
    schema: z.looseObject({ near: vector(2) }),
    access: { list: anyone() },
    fields: { "verdict.grade": { read: role("editor") }, near: { read: role("editor") } },
  }),
  collection("diaries", { schema: anyData(), access: { list: owner("author") } }),
  collection("stars", {
    schema: anyData(),
    access: { list: anyOf(owner("author"), admin()) },
    indexes: [["author", "stars desc"]],
    unindexed: ["text"],
  }),
  collection("ranges", {
    schema: anyData(),
    access: { list: where("tags", "array-contains", "a") },
  }),
  collection("teams/{team}/tasks", {
    schema: anyData(),
    access: { list: member("teams/{team}", "members") },
  }),
  collection("plans", { schema: anyData(), access: { list: anyOf(admin(), service("reports")) } }),
  collection("{path=**}/notes", {
    schema: anyData(),
    access: { list: where("published", "==", true) },
    groupIndexes: [["published", "author"]],
    cache: { maxAgeMs: 500 },
  }),
  collection("users/{uid}/notes", {
    schema: anyData(),
    access: { list: owner("author") },
    fields: { mood: { read: role("editor") } },
    cache: { maxAgeMs: 300 },
  }),
]);

function plan(caller: Caller, query: Partial<Query>, more: Partial<ListOperation> = {}) {
  const authorize = authorizer({ caller, collections, now: "2026-11-22T10:00:00.000000Z" });
  const operation: ListOperation = {
    kind: "list",
    query: { collection: "diaries", orderBy: [], ...query },
    ...more,
  };
  return authorize(operation, { at: "collection" });
}

function grant(...asked: Parameters<typeof plan>) {
  const planned = plan(...asked);
  if ("settle" in planned) throw new Error("It waits for members.");
  return planned;
}

function refusal(...asked: Parameters<typeof grant>): GatewayError {
  try {
    grant(...asked);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error("It is granted.");
}

const BOBS: Filter = { field: ["author"], op: "==", value: "bob" };

describe("a query", () => {
  test("keeps all else that it asks for", () => {
    const asked = { orderBy: [], limit: 3, select: [["author"]] };
    const { query } = grant(bob, { ...asked, collection: "diaries" }).operation;
    expect(query).toEqual({ ...asked, collection: "diaries", where: BOBS });
  });

  test("is refused where the policy holds of no document for the caller", () => {
    expect(refusal(nobodySignedIn, { collection: "diaries" }).reason).toBe("FORBIDDEN");
    expect(refusal(reports, { collection: "diaries" }).reason).toBe("FORBIDDEN");
  });

  test("waits for the list of members where that decides", () => {
    const pending = plan(ada, { collection: "teams/red/tasks" });
    if (!("settle" in pending)) throw new Error("It waits for nothing.");
    expect(pending.condition).toMatchObject({ lookup: "teams/red", asks: { value: "ada" } });
    const settled = (members: readonly string[]) =>
      pending.settle(new Map([["teams/red", { path: "teams/red", data: { members } }]]));
    expect(settled(["ada"])).toMatchObject({ operation: pending.operation });
    expect(settled(["bob"])).toMatchObject({ reason: "FORBIDDEN" });
    expect(pending.settle(new Map())).toMatchObject({ reason: "FORBIDDEN" });
  });

  test("is refused where Firestore can't combine its filters with the policy's", () => {
    const tagged: Filter = { field: ["tags"], op: "array-contains", value: "b" };
    expect(refusal(bob, { collection: "ranges", where: tagged }).reason).toBe(
      "POLICY_QUERY_CONFLICT",
    );
  });
});

describe("a collection that is closed to the caller", () => {
  const orders = { orderBy: [{ field: ["a"], direction: "asc" }] } as const;
  const filters = { where: { and: [{ field: ["b"], op: "==", value: 1 }] } } as const;

  test("looks like one that there is not, whatever is asked", () => {
    const asked: Partial<Query>[] = [
      {},
      orders,
      { ...orders, ...filters },
      { select: [["author"]] },
    ];
    const told = asked.flatMap((query) =>
      ["diaries", "plans", "nowhere", "_requests"].map((id) => {
        const { reason, message, details } = refusal(nobodySignedIn, { ...query, collection: id });
        return JSON.stringify({ reason, message, details }).replaceAll(id, "<id>");
      }),
    );
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toContain("FORBIDDEN");
  });

  test("is a group of collections that is not declared as one", () => {
    const told = ["diaries", "nowhere"].map((id) => {
      const { message, details } = refusal(root, { collection: id, allDescendants: true });
      return JSON.stringify({ message, details }).replaceAll(id, "<id>");
    });
    expect(told[0]).toBe(told[1]);
  });
});

describe("a field that the caller may not read", () => {
  const fields: FieldPath[] = [["verdict", "grade"], ["verdict", "grade", "a"], ["verdict"]];
  const ways: Record<string, (field: FieldPath) => Partial<Query> & Partial<ListOperation>> = {
    "a filter": (field) => ({ where: { field, op: "==", value: 1 } }),
    "a filter among others": (field) => ({
      where: {
        and: [{ field: ["a"], op: "==", value: 1 }, { or: [{ field, op: "==", value: 1 }] }],
      },
    }),
    "an order": (field) => ({ orderBy: [{ field, direction: "desc" }] }),
    "a selection": (field) => ({ select: [["a"], field] }),
    "a sum": (field) => ({ aggregates: { n: { count: true }, total: { sum: field } } }),
    "an average": (field) => ({ aggregates: { mean: { average: field } } }),
  };
  const split = (way: string, field: FieldPath) => {
    const { aggregates, ...query } = ways[way]?.(field) ?? {};
    return [{ ...query, collection: "reviews" }, aggregates ? { aggregates } : {}] as const;
  };

  test.each(Object.keys(ways))("is not named in %s, nor what is below or around it", (way) => {
    for (const field of fields) {
      expect(refusal(bob, ...split(way, field)).reason).toBe("FORBIDDEN");
      expect(() => grant(editor, ...split(way, field))).not.toThrow();
    }
    expect(grant(bob, ...split(way, ["verdicts"])).hidden).toEqual([
      ["verdict", "grade"],
      ["near"],
    ]);
    expect(grant(bob, ...split(way, ["verdict", "by"])).collection).toBe("reviews");
  });

  test("is not compared with a vector", () => {
    const findNearest = {
      field: ["near"],
      vector: [1, 2],
      distance: "EUCLIDEAN",
      limit: 1,
    } as const;
    const nearest = { collection: "reviews", findNearest };
    expect(refusal(bob, nearest).reason).toBe("FORBIDDEN");
    expect(refusal(editor, nearest).reason).toBe("QUERY_NOT_COVERED");
  });

  test("looks like a closed collection", () => {
    const [query] = split("a filter", ["verdict"]);
    const told = [refusal(bob, query), refusal(bob, { ...query, collection: "nowhere" })];
    const [hidden, unknown] = told.map(({ message }) => message.replace(/reviews|nowhere/, "<id>"));
    expect(hidden).toBe(unknown);
  });
});

describe("Firestore's plan", () => {
  const explain = { explain: true } as const;

  test("is for admins and services", () => {
    const plans = { collection: "plans" };
    expect(grant(root, plans, explain).operation.explain).toBe(true);
    expect(grant(reports, plans, explain).operation.explain).toBe(true);
    expect(refusal(ada, {}, explain).reason).toBe("FORBIDDEN");
    expect(refusal(nobodySignedIn, {}, explain).reason).toBe("FORBIDDEN");
  });

  test("is not of a collection with fields that the caller may not read", () => {
    const reviews = { collection: "reviews" };
    expect(refusal(root, reviews, explain).reason).toBe("FORBIDDEN");
    expect(grant({ ...root, roles: ["editor"] }, reviews, explain).hidden).toEqual([]);
  });
});

describe("an index", () => {
  const byStars = (direction: "asc" | "desc") =>
    ({ collection: "stars", orderBy: [{ field: ["stars"], direction }] }) as const;

  test("serves the query with the policy's filter in it, or there is none", () => {
    expect(grant(bob, byStars("desc")).operation.query.where).toBeDefined();
    expect(refusal(bob, byStars("asc"))).toMatchObject({
      reason: "QUERY_NOT_COVERED",
      details: { missing: [{ option: "indexes", index: ["author", "stars"] }] },
    });
  });

  test("is not missed for a filter that the policy does not add", () => {
    expect(grant(root, byStars("asc")).operation.query).not.toHaveProperty("where");
  });

  test("is missed where the field is in none", () => {
    const byText: Filter = { field: ["text"], op: "==", value: "a" };
    expect(refusal(root, { collection: "stars", where: byText }).reason).toBe("QUERY_NOT_COVERED");
  });

  test("serves an aggregate too", () => {
    const total = { aggregates: { total: { sum: ["points"] } } };
    expect(refusal(bob, { collection: "stars" }, total).reason).toBe("QUERY_NOT_COVERED");
    expect(() => grant(root, { collection: "stars" }, total)).not.toThrow();
  });
});

describe("a group of collections", () => {
  const notes = { collection: "notes", allDescendants: true };

  test("is under the policies of all that it may hold", () => {
    expect(grant(bob, notes).operation.query.where).toEqual({
      and: [{ field: ["published"], op: "==", value: true }, BOBS],
    });
    expect(refusal(nobodySignedIn, notes).reason).toBe("FORBIDDEN");
  });

  test("hides what one of them hides, and is kept as the strictest lets it be", () => {
    const { hidden, keeping } = grant(bob, notes);
    expect(hidden).toEqual([["mood"]]);
    expect(keeping).toMatchObject({ partition: "{path=**}/notes", maxAgeMs: 300 });
  });

  test("is more than one of them, which is under its own policy alone", () => {
    const { query } = grant(bob, { collection: "users/ada/notes" }).operation;
    expect(query.where).toEqual(BOBS);
  });
});
