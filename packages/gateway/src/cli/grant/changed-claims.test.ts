import fc from "fast-check";
import { PlainError } from "../command/plain-error.ts";
import { changedClaims, rightsOf } from "./changed-claims.ts";

const NONE = { admin: false, roles: [], teams: [] };

test("rights are added to what the account has, once", () => {
  const claims = { roles: ["editor"], plan: "pro" };
  const rights = { admin: true, roles: ["editor", "author"], teams: ["red"] };
  expect(changedClaims(claims, "grant", rights)).toEqual({
    plan: "pro",
    admin: true,
    roles: ["editor", "author"],
    teams: ["red"],
  });
});

test("what was given is taken, and nothing else: who asks for nothing changes nothing", () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/);
  const rights = fc.record({
    admin: fc.boolean(),
    roles: fc.uniqueArray(name, { maxLength: 3 }),
    teams: fc.uniqueArray(name, { maxLength: 3 }),
  });
  // Of a size that leaves room for the rights below Firebase's most bytes of claims.
  const claim = fc.oneof(fc.string({ maxLength: 20 }), fc.array(fc.boolean(), { maxLength: 3 }));
  fc.assert(
    fc.property(rights, rights, claim, (given, others, plan) => {
      const had = changedClaims({ plan }, "grant", others);
      expect(changedClaims(had, "grant", NONE)).toEqual(had);
      const back = changedClaims(changedClaims(had, "grant", given), "revoke", given);
      const left = (names: readonly string[], taken: readonly string[]) =>
        names.filter((one) => !taken.includes(one));
      expect(back["plan"]).toEqual(plan);
      expect(rightsOf(back)).toEqual({
        admin: others.admin && !given.admin,
        roles: left(others.roles, given.roles),
        teams: left(others.teams, given.teams),
      });
    }),
  );
});

test("a claim that gives nothing any more is gone", () => {
  const claims = { admin: true, roles: ["editor"], teams: ["red"] };
  const rights = { admin: true, roles: ["editor"], teams: ["red"] };
  expect(changedClaims(claims, "revoke", rights)).toEqual({});
});

test.each([
  ["admin", "yes"],
  ["roles", "editor"],
  ["roles", { editor: true }],
  ["teams", ["red", 1]],
])("a claim %s that is %j is somebody else's, and left as it is", (claim, value) => {
  const grant = () => changedClaims({ [claim]: value }, "grant", { ...NONE, admin: true });
  expect(grant).toThrow(PlainError);
  expect(grant).toThrow(`claim ${claim} is ${JSON.stringify(value)}`);
});

test("the 31st team, and more than 1,000 bytes, are refused", () => {
  const names = (count: number, name: string) =>
    Array.from({ length: count }, (_, index) => `${name}${String(index)}`);
  const give = (rights: object) => () => changedClaims({}, "grant", { ...NONE, ...rights });
  expect(give({ teams: names(30, "t") })).not.toThrow();
  expect(give({ teams: names(31, "t") })).toThrow("31 teams");
  expect(give({ roles: ["x".repeat(987)] })).toThrow("1001 bytes");
  expect(give({ roles: ["x".repeat(986)] })).not.toThrow();
});
