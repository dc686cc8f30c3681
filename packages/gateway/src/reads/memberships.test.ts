import type { Condition, Membership } from "../policy/condition.ts";
import { wantedMemberships } from "./memberships.ts";

describe("membership", () => {
  const member = (memberOf: string, maxAgeMs: number): Membership => ({
    memberOf,
    field: ["members"],
    uid: "ada",
    maxAgeMs,
  });

  test("is wanted once for each document, as fresh as the strictest policy wants it", () => {
    const conditions: Condition[] = [
      { or: [member("teams/a", 500), member("teams/b", 300)] },
      { and: [member("teams/a", 200), true] },
    ];
    expect(wantedMemberships(conditions, {})).toMatchObject([
      { path: "teams/a", use: { maxAgeMs: 200 } },
      { path: "teams/b", use: { maxAgeMs: 300 } },
    ]);
  });

  test("is read where one of the policies wants it read", () => {
    const conditions = [member("teams/a", 0), member("teams/a", 500)];
    expect(wantedMemberships(conditions, {})).toEqual([{ path: "teams/a" }]);
  });

  test("is as fresh as the request wants it", () => {
    const demand = { maxAgeMs: 100, notBefore: "2026-11-22T10:00:00.123456Z" };
    expect(wantedMemberships([member("teams/a", 500)], demand)).toMatchObject([
      { path: "teams/a", use: demand },
    ]);
  });
});
