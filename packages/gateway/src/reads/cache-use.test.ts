import { anyData, anyone, collection } from "../index.ts";
import type { Condition, Membership } from "../policy/condition.ts";
import { Registry, type CollectionMatch } from "../collection/registry.ts";
import { keepingOf } from "../authorize/keeping.ts";
import { cacheUse, wantedMemberships } from "./cache-use.ts";

const declared = (path: string, maxAgeMs?: number) =>
  collection(path, {
    schema: anyData(),
    access: { read: anyone() },
    ...(maxAgeMs !== undefined && { cache: { maxAgeMs } }),
  });

function matchesOf(...ages: readonly (number | undefined)[]): readonly CollectionMatch[] {
  const [group, ...narrower] = ages;
  const definitions = [
    declared("{path=**}/notes", group),
    ...narrower.map((age, index) => declared(`places${String(index)}/{id}/notes`, age)),
  ];
  return new Registry(definitions).findGroup("notes") ?? [];
}

describe("what is kept", () => {
  test("is a collection's own, for the age that it declares", () => {
    expect(keepingOf(matchesOf(500))).toEqual({
      shelf: "{path=**}/notes",
      maxBytes: 16 * 1024 * 1024,
      maxAgeMs: 500,
    });
  });

  test("is nothing of a collection that declares no cache", () => {
    expect(keepingOf(matchesOf(undefined))).toBeUndefined();
    expect(keepingOf([])).toBeUndefined();
  });

  test("is as strict as the strictest of a group", () => {
    expect(keepingOf(matchesOf(500, 300, 900))?.maxAgeMs).toBe(300);
    expect(keepingOf(matchesOf(500, undefined))).toBeUndefined();
    expect(keepingOf(matchesOf(undefined, 500))).toBeUndefined();
  });
});

test("a request gets a smaller age than declared, never a larger one", () => {
  const keeping = { shelf: "notes", maxBytes: 1, maxAgeMs: 500 };
  const ages = [{}, { maxAgeMs: 0 }, { maxAgeMs: 499 }, { maxAgeMs: 501 }].map(
    (demand) => cacheUse(keeping, demand)?.maxAgeMs,
  );
  expect(ages).toEqual([500, 0, 499, 500]);
  expect(cacheUse(undefined, { maxAgeMs: 10 })).toBeUndefined();
});

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
