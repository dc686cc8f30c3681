import { denyAll } from "./deny-all.ts";
import { lockRules } from "./lock-rules.ts";
import { linesThatAllow, linesThatAllowAnything } from "./what-rules-allow.ts";

const file = (...lines: readonly string[]) =>
  ["service cloud.firestore {", "match /databases/{database}/documents {", ...lines, "}}"].join(
    "\n",
  );

test.each([
  ["match /users/{u} { allow read; }", true],
  ["match /users/{u} { allow read: if false; }", false],
  ["match /users/{u} { allow read: if (false) && a(); }", false],
  ["match /users/{u} { allow read: if false || a(); }", true],
  ["match /users/{u} { allow read: if !(false); }", true],
  ["match /{c}/{d} { allow read: if c != 'users' && a(); }", false],
  ["match /{c}/{d} { allow read: if c != 'users' || a(); }", true],
  ["match /{c}/{d} { allow read: if c != 'rooms'; }", true],
  ["match /{c}/{d} { allow read: if d != 'users'; }", true],
  ["match /{c}/{c} { allow read: if c != 'users'; }", true],
  ["match /{c}/{d} { allow read: if (c != 'users' && a()) || (false && b()); }", false],
  ["match /{c}/{d} { allow read: if (c != 'users' && a()) || (d == 'x' && b()); }", true],
  ["match /{c}/{d} { allow read: if c != 'users' ? a() : false; }", true],
  ["match /{all=**} { allow list; }", true],
  ["match /rooms/{r} { allow read; match /users/{u} { allow read; } }", false],
])("whether %s may allow a document of users: %s", (rule, allows) => {
  expect(linesThatAllow(file(rule), "users")).toEqual(allows ? [3] : []);
});

test("a name that an inner match takes again proves nothing of the outer one", () => {
  const rule = "match /{a}/{b} { match /{a}/{c} { allow get: if a != 'users'; } }";
  expect(linesThatAllow(file(rule), "users/{u}/notes")).toEqual([3]);
});

test("a lock is proof, and without it the lines are told", () => {
  const rules = file("match /users/{u} {", "allow get;", "allow list: if a;", "}");
  expect(linesThatAllow(rules, "users")).toEqual([4, 5]);
  expect(linesThatAllow(lockRules(rules, "users"), "users")).toEqual([]);
});

test("a lock of a collection below another is proof too, of a rule for all", () => {
  const rules = file("match /{all=**} { allow read; }");
  const locked = lockRules(rules, "users/{u}/notes");
  expect(linesThatAllow(locked, "users/{u}/notes")).toEqual([]);
  expect(linesThatAllow(locked, "users")).not.toEqual([]);
  expect(linesThatAllow(lockRules(locked, "users"), "users")).toEqual([]);
});

test("whole rules deny everything; what stands around them stays", () => {
  const storage = "service firebase.storage { match /b/{b}/o { match /{o} { allow read; } } }";
  const rules = `// ours\nrules_version = '2';\n${file("match /{all=**} { allow read; }")}\n${storage}\n`;
  expect(linesThatAllowAnything(rules)).toEqual([5]);
  const denied = denyAll(rules);
  expect(linesThatAllowAnything(denied)).toEqual([]);
  expect(denied).toContain("allow read, write: if false;");
  expect(denied).toMatch(/^\/\/ ours\nrules_version = '2';\nservice cloud\.firestore \{/);
  expect(denied).toContain(storage);
  expect(linesThatAllowAnything(denyAll(storage))).toEqual([]);
  expect(denyAll(storage)).toContain(storage);
});
