import fc from "fast-check";
import type { Caller } from "../caller/caller.ts";
import type { Operator } from "../values/operator.ts";
import type { Fields, Value } from "../values/value.ts";
import type { OtherDocuments } from "./lookups.ts";
import * as p from "./policy.ts";
import { callerClaim, callerUid, documentField, pathSegment, requestTime } from "./variable.ts";

/** When the requests come. */
export const NOW = "2026-01-01T00:00:00.000000Z";
const times = fc.constantFrom<Value[]>(
  { $timestamp: "2025-12-31T23:59:59.999999Z" },
  { $timestamp: NOW },
  { $timestamp: "2026-01-01T00:00:00.000001Z" },
);

/** Few names and values, so that policies, callers and documents often meet. */
const uid = fc.constantFrom("ada", "bob", "cy");
const team = fc.constantFrom("red", "blue", "green");
const number: fc.Arbitrary<Value> = fc.constantFrom<Value[]>(
  0,
  1,
  2,
  null,
  { $number: "NaN" },
  "1",
);

const UIDS = ["ada", "bob", "cy"];
const TEAMS = ["red", "blue", "green"];

/** Some as a policy wants them, and some of other types, that name nobody. */
const claims = fc.record(
  {
    email: fc.oneof(uid, fc.constantFrom(1, null, "")),
    level: fc.constantFrom(0, 1, 2, "1", null),
    groups: fc.oneof(
      fc.subarray(["red", "blue", "ada", 1, null]),
      fc.constantFrom("red", [{ red: true }], Array.from({ length: 31 }, String)),
    ),
    firebase: fc.record({ tenant: team }, { requiredKeys: [], noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const rights = {
  claims,
  admin: fc.boolean(),
  roles: fc.subarray(["editor", "reader"]),
  teams: fc.subarray(["red", "blue", "green"]),
  app: fc.constant(null),
};

export const caller: fc.Arbitrary<Caller> = fc.oneof(
  fc.record({ kind: fc.constant("anonymous" as const), uid: fc.constant(null), ...rights }),
  fc.record({
    kind: fc.constant("service" as const),
    uid,
    service: fc.constant("catalog"),
    ...rights,
  }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("user" as const), uid, ...rights }) },
);

export const user: fc.Arbitrary<Caller> = fc.record({
  kind: fc.constant("user" as const),
  uid,
  ...rights,
});

/** Arrays that a field may be, and a list hold. */
const list: fc.Arbitrary<Value> = fc.constantFrom<Value[]>([], [1], [1, 2], ["ada"]);

/** Documents that the policies below are about, or almost. */
export const documentFields: fc.Arbitrary<Fields> = fc.record(
  {
    author: fc.oneof(uid, number),
    team: fc.oneof(team, number),
    readers: fc.oneof(fc.array(fc.oneof(uid, number), { maxLength: 3 }), uid, list),
    stars: number,
    open: fc.constantFrom<Value[]>(true, false, null, 1),
    made: fc.oneof(times, number),
    roles: fc.oneof(
      fc.dictionary(uid, fc.constantFrom<Value[]>("editor", 1, null), { noNullPrototype: true }),
      uid,
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const OTHER_PATHS = [
  ...UIDS.map((id) => `users/${id}`),
  ...TEAMS.map((id) => `teams/${id}`),
  "members/red_ada",
  "members/blue_bob",
  "members/ada-bob",
  "members/ada-ada",
];

/** Other documents that policies look up: what is said of users and of teams, or almost. */
export const otherDocuments: fc.Arbitrary<OtherDocuments> = fc
  .tuple(...OTHER_PATHS.map(otherAt))
  .map((entries) => new Map(entries));

function otherAt(path: string) {
  const fields = fc.record<Record<string, Value>>(
    {
      role: fc.constantFrom<Value[]>("editor", "reader", ["editor"], null),
      team: fc.oneof(team, number),
      teams: fc.oneof(fc.subarray(TEAMS), fc.constantFrom<Value[]>([null, "red"], "red", [])),
      level: number,
      owner: uid,
      members: fc.oneof(fc.subarray(UIDS), uid),
      roles: fc.dictionary(uid, fc.constantFrom<Value[]>("editor", 1), { noNullPrototype: true }),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  return fc.option(fields).map((data) => [path, data && { path, data }] as const);
}

const field = fc.constantFrom("author", "team", "readers", "stars", "open", "made");
const plain = fc.constantFrom<Value[]>(0, 1, 2, "1", "ada", "red", true, false);
const where: fc.Arbitrary<readonly [string, Operator, Value]> = fc.oneof(
  fc.tuple(field, fc.constantFrom<Operator[]>("==", "!="), fc.oneof(plain, number)),
  fc.tuple(field, fc.constantFrom<Operator[]>("<", "<=", ">", ">=", "array-contains"), plain),
  fc.tuple(
    field,
    fc.constantFrom<Operator[]>("in", "not-in", "array-contains-any"),
    fc.array(fc.oneof({ weight: 3, arbitrary: plain }, list), { minLength: 1, maxLength: 3 }),
  ),
);

const scalar = fc.constantFrom<Operator[]>("==", "!=", "<", ">=", "array-contains");
const variable = fc.constantFrom(
  callerUid(),
  callerClaim("email"),
  callerClaim("level"),
  pathSegment("segment"),
  requestTime(),
);
const listed = fc.constantFrom<Operator[]>("in", "not-in", "array-contains-any");
/** Comparisons with a field that have a word for their sides exchanged. */
const exchangeable = fc.constantFrom<Operator[]>(
  ...(["==", "!=", "<", "<=", ">", ">=", "in", "array-contains", "array-contains-any"] as const),
);
const claimed = fc.constantFrom("email", "level", "groups", "firebase.tenant", "nothing");

const aboutDocuments: fc.Arbitrary<p.Policy> = fc.oneof(
  fc.constantFrom(p.owner("author"), p.team("team"), p.among("readers")),
  where.map(([path, op, value]) => p.where(path, op, value)),
  fc
    .tuple(scalar, fc.constantFrom<Value[]>("editor", 1, "reader"))
    .map(([op, value]) => p.where("roles.{uid}", op, value)),
  fc.tuple(field, scalar, variable).map(([path, op, value]) => p.where(path, op, value)),
  fc.tuple(field, listed).map(([path, op]) => p.where(path, op, callerClaim("groups"))),
  fc
    .tuple(claimed, exchangeable, field)
    .map(([name, op, path]) => p.claim(name, op, documentField(path))),
);

const ofUser = fc.constantFrom("role", "team", "teams", "level", "nothing");
const ifMissing = fc
  .oneof(plain, fc.constantFrom<Value[]>("editor", "reader", null, ["red", "blue"]))
  .map((value) => ({ ifMissing: value }));
/** What is said of the caller, or of the team that the document names. */
const lookup: fc.Arbitrary<p.Policy> = fc.oneof(
  fc.constantFrom(p.callerDocument("users/{uid}"), p.noCallerDocument("users/{uid}")),
  fc.constantFrom(
    p.callerDocument("users/{uid}", "role", "==", "editor"),
    p.callerDocument("users/{segment}", "owner", "==", callerUid()),
    p.callerDocument("teams/red", "owner", "==", callerClaim("email")),
    p.callerDocument("teams/red", "roles.{uid}", "in", ["editor", "reader"]),
    p.callerDocument("users/{uid}", "teams", "array-contains", pathSegment("segment")),
  ),
  fc
    .tuple(ofUser, exchangeable, field)
    .map(([name, op, path]) => p.callerDocument("users/{uid}", name, op, documentField(path))),
  fc
    .tuple(ofUser, exchangeable, field, ifMissing)
    .map(([name, op, path, other]) =>
      p.callerDocument("users/{uid}", name, op, documentField(path), other),
    ),
  fc
    .tuple(ofUser, scalar, plain, ifMissing)
    .map(([name, op, value, other]) => p.callerDocument("users/{uid}", name, op, value, other)),
  ifMissing.map((other) => p.callerDocument("teams/red", "roles.{segment}", "==", "editor", other)),
  fc.constant(p.where("roles.{segment}", "==", "editor")),
  ifMissing.map((other) =>
    p.callerDocument("teams/{document.team}", "roles.{uid}", "==", "editor", other),
  ),
  fc.constantFrom(
    p.callerDocument("teams/{document.team}"),
    p.callerDocument("teams/{claim.firebase.tenant}"),
    p.callerDocument("users/{claim.email}", "owner", "==", documentField("author")),
    p.callerDocument("members/{document.team}_{uid}"),
    p.noCallerDocument("members/{segment}-{document.author}"),
    p.callerDocument("teams/{document.team}", "members", "array-contains", callerUid()),
    p.callerDocument("teams/{document.team}", "owner", "==", documentField("author")),
    p.noCallerDocument("teams/{document.team}"),
  ),
);

const aboutCallers: fc.Arbitrary<p.Policy> = fc.oneof(
  fc.constantFrom(p.anyone(), p.nobody(), p.signedIn(), p.admin(), p.role("editor")),
  fc.constantFrom(
    p.service("catalog"),
    p.callerCheck("ada", ({ uid: own }) => own === "ada"),
  ),
  fc.constantFrom(p.pathOwner("segment"), p.pathTeam("segment")),
  fc.constant(p.member("teams/red", "members")),
  fc.tuple(claimed, scalar, plain).map(([name, op, value]) => p.claim(name, op, value)),
  fc.constantFrom(
    p.claim("email", "==", pathSegment("segment")),
    p.claim("groups", "array-contains", pathSegment("segment")),
    p.claim("email", "in", ["ada", "bob"]),
    p.claim("email", "==", callerUid()),
  ),
);

/** Policies on documents alone: filters of queries, for a user. */
export const documentPolicy: fc.Arbitrary<p.Policy> = nested(aboutDocuments);

/** Policies of everything but functions of documents, which can't be filters. */
export const policy: fc.Arbitrary<p.Policy> = nested(
  fc.oneof(aboutDocuments, aboutCallers, lookup),
);

function nested(leaf: fc.Arbitrary<p.Policy>): fc.Arbitrary<p.Policy> {
  return fc.letrec<{ policy: p.Policy }>((tie) => {
    const parts = fc.array(tie("policy"), { minLength: 1, maxLength: 3 });
    return {
      policy: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf,
        parts.map((policies) => p.anyOf(...policies)),
        parts.map((policies) => p.allOf(...policies)),
      ),
    };
  }).policy;
}
