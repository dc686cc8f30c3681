import type { Caller } from "../caller/caller.ts";
import { fieldForCaller, formatUidField, parseUidField } from "./uid-field.ts";

const user = (uid: string): Caller => {
  return { kind: "user", uid, admin: false, roles: [], teams: [], app: null };
};

test.each([
  ["roles.{uid}", ["roles", "ada"]],
  ["{uid}", ["ada"]],
  ["teams.{uid}.role", ["teams", "ada", "role"]],
  ["roles", ["roles"]],
  ["`{uid}`", ["{uid}"]],
])("%s is of ada the field %j", (text, field) => {
  expect(fieldForCaller(parseUidField(text), user("ada"))).toEqual(field);
  expect(formatUidField(parseUidField(text))).toBe(text);
});

test.each(["roles.{}", "roles{uid}", "{uid}s", "roles.{user}", "__uid__", "roles.__uid__"])(
  "%s is no field path",
  (text) => {
    expect(() => parseUidField(text)).toThrow(TypeError);
  },
);

test("who is no end user, or whose uid no field can have, has no such field", () => {
  const field = parseUidField("roles.{uid}");
  expect(fieldForCaller(field, user("__x__"))).toBeUndefined();
  expect(fieldForCaller(field, user("a.b`c"))).toEqual(["roles", "a.b`c"]);
  const service: Caller = { ...user("ada"), kind: "service", service: "catalog" } as Caller;
  expect(fieldForCaller(field, service)).toBeUndefined();
});
