import fc from "fast-check";
import { compareValues } from "../values/compare.ts";
import { claimValue } from "./claim-value.ts";

const claims = {
  email: "ada@example.com",
  level: 3,
  groups: ["red", 1, null],
  nothing: null,
  firebase: { tenant: "t", identities: { email: ["ada@example.com"] } },
  "https://example.com/role": "editor",
  maps: [{ a: 1 }],
  lone: "\ud800",
};

test.each<[readonly string[], unknown]>([
  [["email"], "ada@example.com"],
  [["level"], 3],
  [["groups"], ["red", 1, null]],
  [["nothing"], null],
  [["firebase", "tenant"], "t"],
  [["firebase", "identities", "email"], ["ada@example.com"]],
  [["https://example.com/role"], "editor"],
])("the claim %j is %j", (path, value) => {
  expect(claimValue(claims, path)).toEqual(value);
});

test.each([
  [["phone_number"]],
  [["firebase"]],
  [["maps"]],
  [["maps", "0", "a"]],
  [["email", "length"]],
  [["groups", "length"]],
  [["constructor"]],
  [["__proto__", "toString"]],
  [["lone"]],
])("%j is no value of a claim", (path) => {
  expect(claimValue(claims, path)).toBeUndefined();
  expect(claimValue(undefined, path)).toBeUndefined();
});

test("whatever a token holds, a claim is nothing or a value that Firestore can compare", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const found = claimValue({ some: value }, ["some"]);
      if (found !== undefined) expect(compareValues(found, found)).toBe(0);
    }),
  );
});
