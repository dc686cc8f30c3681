import fc from "fast-check";
import type { Caller } from "../caller/caller.ts";
import type { Operator } from "../values/operator.ts";
import type { Fields, Value } from "../values/value.ts";
import * as p from "./policy.ts";

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

const rights = {
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
  },
  { requiredKeys: [], noNullPrototype: true },
);

const field = fc.constantFrom("author", "team", "readers", "stars", "open");
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

const aboutDocuments: fc.Arbitrary<p.Policy> = fc.oneof(
  fc.constantFrom(p.owner("author"), p.team("team"), p.among("readers")),
  where.map(([path, op, value]) => p.where(path, op, value)),
);

const aboutCallers: fc.Arbitrary<p.Policy> = fc.oneof(
  fc.constantFrom(p.anyone(), p.nobody(), p.signedIn(), p.admin(), p.role("editor")),
  fc.constantFrom(
    p.service("catalog"),
    p.callerCheck("ada", ({ uid: own }) => own === "ada"),
  ),
  fc.constantFrom(p.pathOwner("segment"), p.pathTeam("segment")),
  fc.constant(p.member("teams/red", "members")),
);

/** Policies on documents alone: filters of queries, for a user. */
export const documentPolicy: fc.Arbitrary<p.Policy> = nested(aboutDocuments);

/** Policies of everything but functions of documents, which can't be filters. */
export const policy: fc.Arbitrary<p.Policy> = nested(fc.oneof(aboutDocuments, aboutCallers));

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
