import type { Caller } from "../caller/caller.ts";
import type { Operator } from "../values/operator.ts";
import type { Value } from "../values/value.ts";
import { holds } from "./holds.ts";
import type { PolicyScope } from "./policy-scope.ts";
import { resolve } from "./resolve.ts";
import * as p from "./policy.ts";
import { callerClaim, documentField } from "./variable.ts";

const rights = { admin: false, roles: [], teams: [], app: null };
const anonymous: Caller = { kind: "anonymous", uid: null, ...rights };
const ada: Caller = { kind: "user", uid: "ada", ...rights };
const editor: Caller = { ...ada, roles: ["editor"], teams: ["red", "blue"] };
const catalog: Caller = { kind: "service", uid: "ada", service: "catalog", ...rights };
const root: Caller = { ...catalog, admin: true };

const none: PolicyScope = { params: {} };
const inPath: PolicyScope = { params: { uid: "ada", teamId: "red" } };

test.each([
  ["anyone", p.anyone(), [true, true, true, true, true]],
  ["nobody", p.nobody(), [false, false, false, false, false]],
  ["signedIn", p.signedIn(), [false, true, true, false, false]],
  ["admin", p.admin(), [false, false, false, false, true]],
  ["role", p.role("editor"), [false, false, true, false, false]],
  ["service", p.service("catalog"), [false, false, false, true, true]],
  ["another service", p.service("billing"), [false, false, false, false, false]],
  ["pathOwner", p.pathOwner("uid"), [false, true, true, false, false]],
  ["pathTeam", p.pathTeam("teamId"), [false, false, true, false, false]],
  [
    "callerCheck",
    p.callerCheck("ada", ({ uid }) => uid === "ada"),
    [false, true, true, true, true],
  ],
])("%s is decided by the caller and the path", (_, policy, expected) => {
  const callers = [anonymous, ada, editor, catalog, root];
  expect(callers.map((caller) => resolve(policy, caller, inPath))).toEqual(expected);
});

test("a service whose uid is a user's owns nothing of the user's", () => {
  const own = [p.owner("authorId"), p.among("members"), p.team("teamId"), p.pathOwner("uid")];
  expect(own.map((policy) => resolve(policy, catalog, inPath))).toEqual(own.map(() => false));
});

test("what depends on the document is left as a condition", () => {
  expect(resolve(p.owner("by.`the author`"), ada, none)).toEqual({
    field: ["by", "the author"],
    op: "==",
    value: "ada",
  });
  expect(resolve(p.among("members"), ada, none)).toEqual({
    field: ["members"],
    op: "array-contains",
    value: "ada",
  });
  expect(resolve(p.where("published", "==", true), anonymous, none)).toEqual({
    field: ["published"],
    op: "==",
    value: true,
  });
});

describe("what a call fills in is compared as rules would", () => {
  const NaN_ = { $number: "NaN" };
  const other = (found: Value) =>
    new Map([["users/ada", { path: "users/ada", data: { x: found } }]]);
  const scope: PolicyScope = { params: {} };
  const isAllowed = (policy: p.Policy, claimed: unknown, found: Value, stored: Value) => {
    const caller: Caller = { ...ada, claims: { x: claimed } };
    const document = { path: "notes/1", data: { x: stored } };
    return holds(resolve(policy, caller, scope), document, other(found));
  };
  const byClaim = (op: Operator) => p.where("x", op, callerClaim("x"));
  const byField = (op: Operator) => p.callerDocument("users/{uid}", "x", op, documentField("x"));
  const foundByClaim = (op: Operator) => p.callerDocument("users/{uid}", "x", op, callerClaim("x"));
  const claimed = (op: Operator) => p.claim("x", op, documentField("x"));

  test.each<[Value, boolean]>([
    [1, true],
    ["a", true],
    [true, false],
    [["a"], false],
    [null, false],
  ])("%j is at least itself: %s", (value, expected) => {
    const policies = [byClaim, byField, foundByClaim, claimed].map((of) => of(">="));
    const answers = policies.map((policy) => isAllowed(policy, value, value, value));
    expect(answers).toEqual(answers.map(() => expected));
  });

  test.each<[Value, boolean]>([
    [{ $timestamp: "2026-01-01T00:00:00.000000Z" }, true],
    [{ $bytes: "AAE=" }, true],
    [{ a: 1 }, false],
    [{ $reference: "users/ada" }, false],
    [{ $geoPoint: { latitude: 1, longitude: 2 } }, false],
    [NaN_, false],
  ])("a looked-up %j is at least itself: %s", (value, expected) => {
    expect(isAllowed(byField(">="), null, value, value)).toBe(expected);
  });

  test.each<[Operator, Value, Value]>([
    ["==", NaN_, NaN_],
    ["==", [NaN_], [NaN_]],
    ["==", { a: NaN_ }, { a: NaN_ }],
    ["in", { a: NaN_ }, [{ a: NaN_ }, { a: 1 }]],
    ["array-contains", [{ a: NaN_ }, { a: 1 }], { a: NaN_ }],
    ["array-contains-any", [{ a: NaN_ }], [{ a: NaN_ }]],
  ])("no NaN that was looked up is the same: %s", (op, found, stored) => {
    expect(isAllowed(byField(op), null, found, stored)).toBe(false);
  });
});

test("a team is a condition on as many values as the caller has teams", () => {
  expect(resolve(p.team("teamId"), ada, none)).toBe(false);
  expect(resolve(p.team("teamId"), { ...ada, teams: ["red"] }, none)).toMatchObject({ op: "==" });
  expect(resolve(p.team("teamId"), editor, none)).toMatchObject({
    op: "in",
    value: ["red", "blue"],
  });
});

test("branches that the caller decides are gone", () => {
  const policy = p.anyOf(
    p.owner("authorId"),
    p.allOf(p.role("editor"), p.where("open", "==", true)),
  );
  expect(resolve(policy, anonymous, none)).toBe(false);
  expect(resolve(policy, ada, none)).toEqual({ field: ["authorId"], op: "==", value: "ada" });
  expect(resolve(policy, editor, none)).toMatchObject({ or: [{ op: "==" }, { op: "==" }] });
  expect(resolve(p.anyOf(policy, p.admin()), root, none)).toBe(true);
});

test("what stands in braces beside each other in an id is put together, if all of it is there", () => {
  const inTeam: PolicyScope = { params: { teamId: "red" } };
  const bob: Caller = { ...ada, claims: { tenant: "t1", level: 1 } };
  const path = (template: string, caller: Caller) => {
    const condition = resolve(p.callerDocument(template), caller, inTeam);
    return typeof condition === "object" && "lookup" in condition ? condition.lookup : condition;
  };
  expect(path("members/{teamId}_{uid}", bob)).toBe("members/red_ada");
  expect(path("tenants/{claim.tenant}/users/x-{uid}", bob)).toBe("tenants/t1/users/x-ada");
  expect(path("likes/{uid}_{document.postId}", bob)).toEqual([
    "likes",
    { pieces: ["ada", "_", { field: ["postId"] }] },
  ]);
  for (const template of [
    "tenants/{claim.level}",
    "tenants/{claim.none}",
    "a/{claim.none}_{uid}",
  ]) {
    expect(path(template, bob)).toBe(false);
  }
  expect(path("members/{teamId}_{uid}", catalog)).toBe(false);
  expect(path("tenants/{claim.tenant}", { ...bob, claims: { tenant: "a/b/c" } })).toBe(false);
});

test("the id of a document is compared by a filter where it is not known", () => {
  const users: PolicyScope = { params: {}, collection: "users", idSegment: "uid" };
  expect(resolve(p.pathOwner("uid"), ada, { ...users, params: { uid: "bob" } })).toBe(false);
  expect(resolve(p.pathOwner("uid"), ada, users)).toEqual({
    field: ["__name__"],
    op: "==",
    value: { $reference: "users/ada" },
  });
});

test.each(["", ".", "..", "a/b", "__x__"])("a uid that is no id, %j, owns no document", (uid) => {
  const users: PolicyScope = { params: {}, collection: "users", idSegment: "uid" };
  expect(resolve(p.pathOwner("uid"), { ...ada, uid }, users)).toBe(false);
});

test.each(["uid", "teamId", "constructor", "__proto__"])(
  "a segment that is not known, %s, grants nothing",
  (segment) => {
    expect(resolve(p.pathOwner(segment), ada, none)).toBe(false);
    expect(resolve(p.pathTeam(segment), editor, none)).toBe(false);
    expect(resolve(p.member(`teams/{${segment}}`, "members"), ada, none)).toBe(false);
  },
);

test("membership is read in the document that the path names", () => {
  expect(resolve(p.member("teams/{teamId}", "members", { maxAgeMs: 5_000 }), ada, inPath)).toEqual({
    lookup: "teams/red",
    asks: { field: ["members"], op: "array-contains", value: "ada" },
    maxAgeMs: 5_000,
  });
});

test("onlyFields holds of updates that touch nothing else", () => {
  const policy = p.onlyFields("likes", "author.name") as { fields: unknown } & p.Policy;
  const passes = (...touched: (readonly string[])[]) =>
    resolve(policy, ada, { ...none, written: { touched, hidden: [["secret"]], managed: [] } });
  expect(passes(["likes"], ["author", "name"], ["author", "name", "first"])).toBe(true);
  expect(passes(["likes"], ["title"])).toMatchObject({ unchanged: [["title"]] });
  expect(passes(["author"])).toMatchObject({ unchanged: [["author"]], except: policy.fields });
  expect(passes(["secret", "a"])).toBe(false);
  expect(resolve(policy, ada, none)).toBe(false);
});

test("a function's answer counts only if it is true", () => {
  const truthy = (() => "yes") as unknown as () => boolean;
  expect(resolve(p.callerCheck("truthy", truthy), ada, none)).toBe(false);
  const check = resolve(p.documentCheck("truthy", truthy), ada, none);
  expect(holds(check, { path: "notes/1", data: {} })).toBe(false);
});

test.each([undefined, null, true, {}, { kind: "owns" }, { kind: "__proto__" }, () => true])(
  "what is no policy, %p, grants nothing",
  (junk) => {
    expect(resolve(junk as unknown as p.Policy, root, inPath)).toBe(false);
  },
);
