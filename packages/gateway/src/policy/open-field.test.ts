import type { Caller } from "../caller/caller.ts";
import { fieldFor, formatOpenField, parseOpenField } from "./open-field.ts";

const inTeam = { params: { teamId: "red", odd: "__x__" } };

const user = (uid: string): Caller => {
  return { kind: "user", uid, admin: false, roles: [], teams: [], app: null };
};

test.each([
  ["roles.{uid}", ["roles", "ada"]],
  ["{uid}", ["ada"]],
  ["teams.{uid}.role", ["teams", "ada", "role"]],
  ["roles", ["roles"]],
  ["teams.{teamId}.{uid}", ["teams", "red", "ada"]],
  ["`{uid}`", ["{uid}"]],
])("%s is of ada the field %j", (text, field) => {
  expect(fieldFor(parseOpenField(text), user("ada"), inTeam)).toEqual(field);
  expect(formatOpenField(parseOpenField(text))).toBe(text);
});

test.each(["roles.{}", "roles{uid}", "{uid}s", "roles.{a b}", "__uid__", "__{uid}__"])(
  "%s is no field path",
  (text) => {
    expect(() => parseOpenField(text)).toThrow(TypeError);
  },
);

test("who is no end user, or whose uid no field can have, has no such field", () => {
  const field = parseOpenField("roles.{uid}");
  expect(fieldFor(field, user("__x__"), inTeam)).toBeUndefined();
  expect(fieldFor(field, user("a.b`c"), inTeam)).toEqual(["roles", "a.b`c"]);
  const service: Caller = { ...user("ada"), kind: "service", service: "catalog" } as Caller;
  expect(fieldFor(field, service, inTeam)).toBeUndefined();
  for (const text of ["roles.{odd}", "roles.{none}"]) {
    expect(fieldFor(parseOpenField(text), user("ada"), inTeam)).toBeUndefined();
  }
});
