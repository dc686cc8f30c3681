import fc from "fast-check";
import * as z from "zod";
import { OPERATIONS } from "../policy/access.ts";
import { ttl } from "../schema/types/ttl.ts";
import { collection, type CollectionOptions } from "./collection.ts";
import * as p from "../policy/policy.ts";
import * as v from "../policy/variable.ts";

const schema = z.looseObject({ text: z.string() });
const notes = (options: Partial<CollectionOptions>) => () =>
  collection("users/{uid}/notes", { schema, access: {}, ...options });

test("what is not granted is nobody's", () => {
  const { access } = notes({})();
  expect(OPERATIONS.map((operation) => access[operation])).toEqual(
    OPERATIONS.map(() => p.nobody()),
  );
});

test("an operation's own policy goes before its shorthand", () => {
  const { access } = notes({ access: { read: p.anyone(), list: p.admin(), delete: p.nobody() } })();
  expect(access).toEqual({
    get: p.anyone(),
    list: p.admin(),
    create: p.nobody(),
    update: p.nobody(),
    delete: p.nobody(),
  });
});

test("who may not read a field may not write it, unless that is said", () => {
  const { fields } = notes({
    fields: { salary: { read: p.role("hr") }, "`a b`.c": { write: p.admin() } },
  })();
  expect(fields).toEqual([
    { field: ["salary"], read: p.role("hr"), write: p.role("hr") },
    { field: ["a b", "c"], read: p.anyone(), write: p.admin() },
  ]);
});

test("a definition can't be changed", () => {
  const definition = notes({ access: { read: p.anyone() }, fields: { text: {} } })();
  const { access, fields, indexes, unindexed } = definition;
  for (const part of [definition, access, access.get, fields, fields[0], indexes, unindexed]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});

const onMondays = p.documentCheck("on mondays", () => true);

test.each<[Partial<CollectionOptions>, string]>([
  [{ access: { raed: p.anyone() } as object }, "access.raed: there is only read, write, get"],
  [{ acces: {} } as object, "acces: there is only schema, access"],
  [{ ids: "known" as never }, 'ids: there is only "secret", "open"'],
  [{ schema: undefined as never }, "schema is missing"],
  [{ access: undefined as never }, "access is missing"],
  [{ access: { read: true as never } }, "access.read: what is there is not a policy; build one"],
  [{ access: { read: (() => true) as never } }, "access.read: what is there is not a policy"],
  [{ access: { read: { kind: "owns" } as never } }, "owns() is not a policy"],
  [{ access: { read: p.anyOf() } }, "access.read: anyOf() holds no policy"],
  [{ access: { read: p.anyOf(p.admin(), p.role("")) } }, "needs a name"],
  [{ access: { read: p.owner("text"), list: p.pathOwner("user") } }, "{user}"],
  [{ access: { list: p.anyOf(p.admin(), onMondays) } }, 'documentCheck("on mondays") can\'t be'],
  [{ access: { read: onMondays } }, "access.read: documentCheck"],
  [{ access: { write: p.onlyFields("text") } }, 'onlyFields("text") limits updates'],
  [{ access: { update: p.onlyFields() } }, "names no field"],
  [
    {
      access: {
        read: p.allOf(p.signedIn(), p.among("text"), p.where("tags", "array-contains", 1)),
      },
    },
    "access.read: allOf(signedIn()",
  ],
  [
    { access: { list: p.anyOf(p.where("a", "!=", 1), p.allOf(p.admin(), p.where("b", "!=", 1))) } },
    "only one != or not-in",
  ],
  [
    { access: { read: p.anyOf(p.owner("a"), p.where("b", ">", 1)) } },
    "it would leave out documents without b",
  ],
  [{ access: { get: p.pathOwner("user") } }, "which has {uid}"],
  [{ access: { get: p.member("teams/{teamId}", "members") } }, "needs {teamId}"],
  [{ access: { get: p.member("teams", "members") } }, "needs the path of a document"],
  [{ access: { get: p.member("teams/__x__", "members") } }, "needs the path of a document"],
  [{ access: { get: p.member("teams/.", "members") } }, "needs the path of a document"],
  [{ access: { get: p.member("_quotas/{uid}", "members") } }, "gateway's own"],
  [{ access: { get: p.member("teams/{uid}", "members", { maxAgeMs: -1 }) } }, "maxAgeMs"],
  [{ access: { get: p.where("text", "~" as never, "x") } }, "an operator that there is not"],
  [{ access: { get: p.where("text", "==", undefined as never) } }, "needs a value"],
  [{ access: { get: p.where("text", "in", "x") } }, "a list of 1 to 30"],
  [{ access: { get: p.where("text", "not-in", [...Array(11).keys()]) } }, "a list of 1 to 10"],
  [{ access: { get: p.where("text", "in", [null]) } }, "neither null nor NaN"],
  [{ access: { get: p.where("text", "<", null) } }, "never holds"],
  [{ access: { get: p.where("text", "==", v.documentField("title")) } }, "compares two fields"],
  [{ access: { get: p.where("text", "in", v.requestTime()) } }, "compares with a list"],
  [{ access: { get: p.where("roles.{uid}", "<", null) } }, 'where("roles.{uid}", "<", null) never'],
  [{ access: { get: p.where("text", "==", v.pathSegment("user")) } }, "needs {user}"],
  [{ access: { get: p.claim("level", "<", null) } }, 'claim("level", "<", null) never holds'],
  [{ access: { get: p.claim("a", "not-in", v.documentField("text")) } }, "by not-in"],
  [{ access: { get: p.claim("a", "<", v.pathSegment("uid")) } }, "by == and array-contains"],
  [{ access: { get: p.callerDocument("users/{uid}") } }, "says {uid}, which is the caller's uid"],
  [{ access: { get: p.callerDocument("users") } }, "needs the path of a document"],
  [{ access: { get: p.callerDocument("teams/{team}") } }, "needs {team}"],
  [{ access: { get: p.callerDocument("teams/x_{team}") } }, "needs {team}"],
  [{ access: { get: p.where("roles.{team}", "==", 1) } }, "needs {team}"],
  [{ access: { get: p.callerDocument("teams/x", "roles.{team}", "==", 1) } }, "needs {team}"],
  [{ access: { get: p.callerDocument("teams/x_{team") } }, "a brace without its other"],
  [{ access: { get: p.noCallerDocument("_quotas/x") } }, "gateway's own"],
  [{ access: { get: p.callerDocument("teams/x", "n", "~" as never, 1) } }, "there is not"],
  [{ access: { get: p.callerDocument("teams/x", "n", "in", 1) } }, "a list of 1 to 30"],
  [{ access: { get: p.callerDocument("teams/x", { maxAgeMs: -1 }) } }, "maxAgeMs"],
  [
    {
      access: { get: p.callerDocument("teams/x", "n", "==", 1, { ifMissing: undefined as never }) },
    },
    "needs a value",
  ],
  [{ access: { get: p.stored(p.owner("text")) } }, 'stored(owner("text")) judges writes'],
  [{ access: { update: p.written(p.pathOwner("user")) } }, "needs {user}"],
  [{ access: { create: p.unchanged("text") } }, 'unchanged("text") limits updates'],
  [{ access: { get: p.writeCheck("up", () => true) } }, 'writeCheck("up") judges writes'],
  [{ fields: { text: { read: p.callerDocument("admins/x") } } }, "depends on what is stored"],
  [
    { fields: { text: { read: p.claim("a", "==", v.documentField("text")) } } },
    "depends on what is stored",
  ],
  [
    {
      access: { list: p.claim("level", "<", v.documentField("text")) },
      fields: { text: { read: p.admin() } },
    },
    "orders every query by text",
  ],
  [
    {
      access: { list: p.callerDocument("teams/{document.team}") },
      fields: { team: { read: p.admin() } },
    },
    "needs queries that say what team is",
  ],
  [
    {
      access: {
        list: p.anyOf(p.owner("text"), p.claim("level", "<", v.documentField("rank"))),
      },
    },
    "it would leave out documents without rank",
  ],
  [{ fields: { "US Gross": {} } }, "fields.US Gross"],
  [{ fields: { text: { read: p.owner("text") } } }, 'fields.text: owner("text") depends on'],
  [{ fields: { text: { write: onMondays } } }, "depends on what is stored"],
  [{ fields: { text: { read: p.member("teams/{uid}", "members") } } }, "depends on what is stored"],
  [
    {
      access: { list: p.anyOf(p.admin(), p.where("rank.of", ">", 5)) },
      fields: { rank: { read: p.admin() } },
    },
    'where("rank.of", ">", 5) orders every query by rank.of, and so tells of rank',
  ],
  [{ indexes: [["text"]] }, 'indexes ["text"]: an index of one field is automatic'],
  [{ cache: { maxAgeMs: 0 } }, "cache.maxAgeMs must be more than 0"],
  [{ cache: {} as never }, "cache.maxAgeMs must be more than 0"],
  [{ cache: { maxAgeMs: 1, maxBytes: 0.5 } }, "cache.maxBytes must be a whole number of 1 or more"],
  [{ cache: { maxAgeMs: 1, maxAge: 1 } as never }, "cache.maxAge: there is only maxAgeMs"],
  [{ schema: z.object({ at: ttl(), until: ttl() }) }, "schema: a document has one field of"],
])("%j is refused: %s", (options, problem) => {
  expect(notes(options)).toThrow('collection "users/{uid}/notes": ');
  expect(notes(options)).toThrow(problem);
});

test("what depends on the id of a document is refused where a query has many", () => {
  const users = (options: Partial<CollectionOptions>) => () =>
    collection("users/{uid}", { schema, access: {}, ...options });
  expect(users({ access: { read: p.pathOwner("uid") } })).not.toThrow();
  expect(users({ access: { list: p.member("teams/{uid}", "members") } })).toThrow("{uid}");
  expect(users({ fields: { text: { read: p.pathOwner("uid") } } })).toThrow("{uid}");
  expect(users({ access: { get: p.member("teams/{uid}", "members") } })).not.toThrow();
  const own = p.where("text", "==", v.pathSegment("uid"));
  expect(users({ access: { write: own, get: own } })).not.toThrow();
  expect(users({ access: { list: own } })).toThrow("{uid}");
  expect(users({ access: { list: p.claim("a", "==", v.pathSegment("uid")) } })).not.toThrow();
});

test("a single document has no indexes of its own", () => {
  const status = (options: Partial<CollectionOptions>) => () =>
    collection("system/status", { schema, access: {}, ...options });
  expect(status({})).not.toThrow();
  expect(status({ unindexed: ["text"] })).toThrow("declare them for its collection");
  expect(status({ indexes: [["text", "by"]] })).toThrow("declare them for its collection");
  expect(status({ schema: z.object({ until: ttl() }) })).toThrow("ttl: it needs a path");
});

test("whatever is not made of policies is refused at start", () => {
  const isPolicyKind = (value: unknown) =>
    typeof value === "object" && value !== null && "kind" in value;
  fc.assert(
    fc.property(fc.anything({ maxDepth: 2 }), (junk) => {
      fc.pre(junk !== undefined && !isPolicyKind(junk));
      expect(notes({ access: { read: junk as p.Policy } })).toThrow("not a policy");
      expect(notes({ access: { read: p.anyOf(junk as p.Policy) } })).toThrow("users/{uid}/notes");
    }),
  );
});

test("indexes are declared for collections whose id is known", () => {
  const expiring = z.strictObject({ expireAt: ttl() });
  const declare = (path: string, options: Partial<CollectionOptions>) => () =>
    collection(path, { schema, access: {}, ...options });
  expect(declare("{path=**}", { indexes: [["a", "b"]] })).toThrow("ends with the collection's id");
  expect(declare("{name}", { schema: expiring })).toThrow("ends with the collection's id");
  expect(declare("notes", { groupIndexes: [["a"]] })).toThrow("{name=**}/id");
  expect(declare("notes", { unindexed: ["`a/b`"] })).toThrow("the Firebase CLI can't name");
  expect(declare("{path=**}/notes", { groupIndexes: [["a"]] })().groupIndexes).toHaveLength(1);
  expect(declare("users/{uid}", { schema: expiring })()).toMatchObject({
    collectionId: "users",
    ttl: ["expireAt"],
  });
});

const strict = z.strictObject({ text: z.string(), author: z.strictObject({ uid: z.string() }) });

test.each<[Partial<CollectionOptions>, string]>([
  [
    { access: { read: p.owner("auther.uid") } },
    'owner("auther.uid") can\'t hold: auther.uid is not',
  ],
  [{ access: { read: p.where("author.name", "==", "Ada") } }, "author.name is not a field"],
  [{ access: { update: p.onlyFields("text", "titel") } }, "titel is not a field"],
  [{ fields: { titel: { write: p.admin() } } }, "fields.titel: titel is not a field"],
  [{ indexes: [["text", "titel desc"]] }, 'indexes ["text","titel desc"]: titel is not a field'],
  [{ unindexed: ["titel"] }, "unindexed: titel is not a field"],
])("a field that the schema does not have is refused: %j", (options, problem) => {
  expect(notes({ schema: strict, ...options })).toThrow(problem);
});

test("what could be no policy does not compile", () => {
  const mistakes = () => {
    // @ts-expect-error there is no such operator
    p.where("text", "~", 1);
    // @ts-expect-error a policy is built, not said
    collection("notes", { schema, access: { read: true } });
    // @ts-expect-error there is no such operation
    collection("notes", { schema, access: { browse: p.anyone() } });
    // @ts-expect-error what a document is must be said
    collection("notes", { access: {} });
  };
  expect(mistakes).toThrow("access.read");
});
