import { MisuseError } from "../../command/misuse-error.ts";
import { parseRules } from "../rules/parse-rules.ts";
import { RulesSyntaxError } from "../rules/rules-syntax-error.ts";
import { lockRules } from "./lock-rules.ts";
import { UnsplittableRuleError } from "./unsplittable-rule-error.ts";

const file = (body: string, version = "2") => `rules_version = '${version}';
service cloud.firestore {
  match /databases/{database}/documents {
    ${body}
  }
}
`;

/** Whether the text is the other with something put in here and there. */
function holdsAllOf(text: string, original: string): boolean {
  let at = 0;
  for (const character of original) {
    at = text.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

const BODIES = [
  "match /users/{uid} { /* a */ allow read; // b\n allow write: if x() /* c */ || y; match /n/{m} { allow get; } }",
  "match /{a}/{b} { allow read, write: if a != 'x' && b == 'y'; }",
  "match /{document=**} { function admin() { return true; } allow read, write: if admin(); }",
  "match /{path=**}/users/{u} {\n\t\tallow list\n}",
];

test.each(BODIES)("what stands in the file stays: %#", (body) => {
  const text = file(body);
  const locked = lockRules(text, "users");
  expect(locked).not.toBe(text);
  expect(holdsAllOf(locked, text)).toBe(true);
  expect(parseRules(locked).services).toHaveLength(1);
  expect(lockRules(locked, "users")).toBe(locked);
});

test("a rule for the collection alone is closed, those below it and beside it are not touched", () => {
  const body = "match /users/{uid} { allow read: if a || b; match /n/{m} { allow get; } }";
  expect(lockRules(file(`${body} match /x/{y} { allow get; }`), "users")).toBe(
    file(
      "match /users/{uid} { allow read: if false /* locked: users */ && (a || b); match /n/{m} { allow get; } } match /x/{y} { allow get; }",
    ),
  );
});

test("a rule for many collections gets what excludes one", () => {
  expect(lockRules(file("match /{a}/{b}/{c}/{d} { allow get; }"), "users/{u}/notes")).toContain(
    "allow get: if (a != 'users' || c != 'notes');",
  );
});

test("in the first version {name=**} stands for one segment or more, and no query of groups comes by it", () => {
  const locked = lockRules(file("match /{all=**} { allow read; }", "1"), "users");
  expect(locked).toContain(
    "match /{segment0}/{segment1} {\n      allow read: if (segment0 != 'users');",
  );
  expect(locked).toContain("match /{segment0}/{segment1}/{segment2}/{all=**} {\n      allow read;");
  expect(locked).not.toContain("allow list");
});

test("a rule that looks at what {name=**} stands for is refused, with its place", () => {
  const looking = [
    "match /{all=**} { allow read: if all[0] == 'x'; }",
    "match /{all=**} { function f() { let a = all; return a[0] == 'x'; } allow read: if f(); }",
  ];
  for (const body of looking) {
    expect(() => lockRules(file(body), "users")).toThrow(UnsplittableRuleError);
    expect(() => lockRules(file(body), "users")).toThrow(/^4:\d+: .*\{all=\*\*\}.*by hand/);
  }
});

test("a collection is named by its path; the file must be rules", () => {
  for (const path of ["", "users/ada", "{path=**}/notes", "{path=**}", "a//b", "_quotas"]) {
    expect(() => lockRules(file(""), path)).toThrow(MisuseError);
  }
  expect(() => lockRules("service {", "users")).toThrow(RulesSyntaxError);
});
