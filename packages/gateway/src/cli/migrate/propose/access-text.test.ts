import { accessText } from "./access-text.ts";
import { definitionPath } from "./policy/definition-path.ts";
import { projectRules, proposeAccess } from "./policy/propose-access.ts";

const NOW = "2026-01-01T00:00:00.000000Z";

/** What is proposed for a collection whose rules have this body. */
function proposed(body: string, collection = "posts"): string {
  const text = `rules_version = '2';
service cloud.firestore { match /databases/{database}/documents { ${body} } }`;
  const project = projectRules(text);
  const paths = project.rules.map(({ path }) => path);
  const access = proposeAccess(definitionPath(collection, paths), project, NOW);
  return accessText(access, project)
    .replaceAll(/\n? {4,}/g, " ")
    .trim();
}

const posts = (allows: string) => proposed(`match /posts/{postId} { ${allows} }`);
const USER = "get(/databases/$(database)/documents/users/$(request.auth.uid)).data";
const S = "resource.data";
const W = "request.resource.data";

test.each([
  ["true", "anyone()"],
  ["request.auth != null", "signedIn()"],
  ["request.auth.uid == postId", 'pathOwner("postId")'],
  [`request.auth != null && ${S}.by == request.auth.uid`, 'owner("by")'],
  ["request.auth.token.admin", 'claim("admin", "==", true)'],
  ["request.auth.token.org == postId", 'claim("org", "==", pathSegment("postId"))'],
  [`${S}.state in ['a', 'b']`, 'where("state", "in", ["a","b"])'],
  [`request.auth.uid in ${S}.readers`, 'among("readers")'],
  [`${S}.roles[request.auth.uid] == 'x'`, 'where("roles.{uid}", "==", "x")'],
  [`${S}.until > request.time`, 'where("until", ">", requestTime())'],
  [`${USER}.role == 'admin'`, 'callerDocument("users/{uid}", "role", "==", "admin")'],
  [`${USER}.org == ${S}.org`, 'callerDocument("users/{uid}", "org", "==", documentField("org"))'],
  [`${USER}.get('role', '') == 'a'`, 'callerDocument("users/{uid}", "role", "==", "a")'],
  [
    "!exists(/databases/$(database)/documents/bans/$(request.auth.uid))",
    'noCallerDocument("bans/{uid}")',
  ],
  [
    "exists(/databases/$(database)/documents/bans/$(request.auth.uid)) == false",
    'noCallerDocument("bans/{uid}")',
  ],
  [
    "exists(/databases/$(database)/documents/likes/$(request.auth.uid + '_' + postId))",
    'callerDocument("likes/{uid}_{postId}")',
  ],
  [
    "exists(/databases/$(database)/documents/orgs/$(request.auth.token.org))",
    'callerDocument("orgs/{claim.org}")',
  ],
  ["request.auth != null && (request.auth.uid == postId) != false", 'pathOwner("postId")'],
  ["(request.auth == null ? null : request.auth.uid) == postId", 'pathOwner("postId")'],
  ["request.time > timestamp.date(2025, 1, 1)", "anyone()"],
  ["request.time != null", "anyone()"],
  ["request.auth == null ? false : request.auth.uid == postId", 'pathOwner("postId")'],
])("a get allowed if %s is for %s", (condition, policy) => {
  expect(posts(`allow get: if ${condition};`)).toContain(
    `get: ${policy}`.replace("get: allOf", ""),
  );
});

test.each([
  [
    `${USER}.get('org', '') == ${S}.org`,
    'callerDocument("users/{uid}", "org", "==", documentField("org"), { ifMissing: "" })',
  ],
  [
    `${USER}.get('org', '') == ${S}.get('org', 'x')`,
    'anyOf( callerDocument("users/{uid}", "org", "==", documentField("org"), { ifMissing: "" }), ' +
      'allOf( documentCheck("document", ({ document }) => isIn("org", document) === false), ' +
      'callerDocument("users/{uid}", "org", "==", "x"), ), )',
  ],
  [
    `${USER}.get('open', true)`,
    'callerDocument("users/{uid}", "open", "==", true, { ifMissing: true })',
  ],
  [
    `!${USER}.get('banned', false)`,
    'callerDocument("users/{uid}", "banned", "==", false, { ifMissing: false })',
  ],
  [
    `${USER}.get('role', 'user') in ['user', 'admin']`,
    'callerDocument("users/{uid}", "role", "in", ["user","admin"], { ifMissing: "user" })',
  ],
  [
    `'read' in ${USER}.get('rights', ['read'])`,
    'callerDocument("users/{uid}", "rights", "array-contains", "read", { ifMissing: ["read"] })',
  ],
  [
    `'read' in ${USER}.get('rights', [])`,
    'callerDocument("users/{uid}", "rights", "array-contains", "read")',
  ],
  [
    `${USER}.get('rights', []).hasAny(['a', 'b'])`,
    'callerDocument("users/{uid}", "rights", "array-contains-any", ["a","b"])',
  ],
  [
    `${USER}.get('rights', {}).edit == true`,
    'callerDocument("users/{uid}", "rights.edit", "==", true)',
  ],
  [
    `${USER}.get('rights', {}).get('edit', true)`,
    'anyOf( callerDocument("users/{uid}", "rights.edit", "==", true, { ifMissing: true }), ' +
      'callerDocument("users/{uid}", "rights", "==", {}, { ifMissing: {} }), )',
  ],
  [
    `'level' in ${USER}.keys()`,
    'anyOf( callerDocument("users/{uid}", "level", "!=", null), ' +
      'callerDocument("users/{uid}", "level", "==", null), )',
  ],
  [
    `!('level' in ${USER})`,
    'allOf( callerDocument("users/{uid}", "level", "==", true, { ifMissing: true }), ' +
      'callerDocument("users/{uid}", "level", "==", false, { ifMissing: false }), )',
  ],
  [
    `!${USER}.keys().hasAny(['level'])`,
    'allOf( callerDocument("users/{uid}", "level", "==", true, { ifMissing: true }), ' +
      'callerDocument("users/{uid}", "level", "==", false, { ifMissing: false }), )',
  ],
  [
    `${USER}.roles[postId].get('name', '') == 'a'`,
    'callerDocument("users/{uid}", "roles.{postId}.name", "==", "a")',
  ],
  [
    `${USER}.get('org', 'x') != ${S}.org`,
    'anyOf( callerDocument("users/{uid}", "org", "!=", documentField("org"), { ifMissing: "x" }), ' +
      'allOf( callerDocument("users/{uid}", "org", "!=", null, { ifMissing: "x" }), ' +
      'where("org", "==", null), ), )',
  ],
  [`${USER}.org in ${S}.orgs`, 'callerDocument("users/{uid}", "org", "in", documentField("orgs"))'],
])("a missing field of a looked-up document is what stands in its place: %s", (condition, text) => {
  expect(posts(`allow get: if ${condition};`)).toBe(`get: ${text},`);
});

test("a query is filtered by what is there beside a looked-up field, and the default is denied and said", () => {
  const text = posts(`allow list: if ${USER}.org == ${S}.get('org', 'x');`);
  expect(text).toContain("Denied: `get(");
  expect(text).toContain('list: callerDocument("users/{uid}", "org", "==", documentField("org"))');
});

test.each([
  [`${S}.state == 'a' || ${S}.state == 'b'`, 'get: where("state", "in", ["a","b"]),'],
  [`${S}.n in [1, 2] || ${S}.n == 3 || ${S}.n == 1`, 'get: where("n", "in", [1,2,3]),'],
  [
    `request.auth.token.role == 'x' || request.auth.token.role == 'y'`,
    'get: claim("role", "in", ["x","y"]),',
  ],
  [
    `${USER}.role == 'admin' || ${USER}.role == 'editor'`,
    'get: callerDocument("users/{uid}", "role", "in", ["admin","editor"]),',
  ],
  [
    `${S}.state == 'a' || ${S}.kind == 'b' || ${S}.state == null`,
    'get: anyOf(where("state", "==", "a"), where("kind", "==", "b"), where("state", "==", null)),',
  ],
  [
    `(${S}.state == 'a' && ${S}.kind == 'b') || ${S}.state == 'c'`,
    'get: anyOf(allOf(where("state", "==", "a"), where("kind", "==", "b")), where("state", "==", "c")),',
  ],
])("values of one field are a list: %s", (condition, text) => {
  expect(posts(`allow get: if ${condition};`)).toBe(text);
});

test("values of one field are a list on either side of a write, and no longer than Firestore takes", () => {
  const either = (side: string) => `(${side}.state == 'a' || ${side}.state == 'b')`;
  expect(posts(`allow update: if ${either(S)};`)).toBe(
    'update: stored(where("state", "in", ["a","b"])),',
  );
  expect(posts(`allow update: if ${either(S)} && ${either(W)};`)).toBe(
    'update: where("state", "in", ["a","b"]),',
  );
  const many = Array.from({ length: 31 }, (_, index) => `${S}.n == ${String(index)}`);
  expect(posts(`allow get: if ${many.join(" || ")};`)).not.toContain('"in"');
});

test("the sides of a document are told apart in updates", () => {
  expect(posts(`allow update: if ${S}.by == request.auth.uid;`)).toBe(
    'update: stored(owner("by")),',
  );
  const both = `${S}.by == request.auth.uid && ${W}.by == request.auth.uid`;
  expect(posts(`allow update: if ${both};`)).toBe('update: owner("by"),');
  const keys = `${W}.diff(${S}).affectedKeys()`;
  expect(posts(`allow update: if ${keys}.hasOnly(['a']);`)).toBe('update: onlyFields("a"),');
  expect(posts(`allow update: if !${keys}.hasAny(['a']);`)).toBe('update: unchanged("a"),');
});

test("what data can't say is a function of what it looks at", () => {
  expect(posts(`allow update: if ${W}.by == ${S}.by;`)).toBe(
    'update: writeCheck("fields by", ({ before, after }) => compare(at(after, "by"), "==", at(before, "by")) === true, ),',
  );
  expect(posts(`allow create: if ${W}.title is string && ${W}.title.size() < 9;`)).toContain(
    'isA(at(after, "title"), "string") && compare(sizeOf(at(after, "title")), "<", 9) ) === true',
  );
});

test("what nothing says is denied, and said with its text and line", () => {
  const twice = `get(/databases/$(database)/documents/teams/$(${USER}.team)).data.open`;
  expect(posts(`allow get: if ${twice} == true || request.auth.uid == postId;`)).toBe(
    `// Denied: \`${twice} == true\` of firestore.rules:2, since which document is looked up depends on a looked-up document get: pathOwner("postId"),`,
  );
  expect(posts(`allow get: if ${twice} == true && request.auth.uid == postId;`)).toContain(
    "get: nobody(),",
  );
  expect(posts("allow list: if request.query.limit < 10;")).toContain("list: nobody(),");
});

test("a query is filtered by data alone", () => {
  const text = posts(`allow read: if ${S}.title.size() < 3 || ${S}.open == true;`);
  expect(text).toContain("get: anyOf(");
  expect(text).toContain('no query can be filtered by it list: where("open", "==", true),');
});

test("rules that overlap allow together, narrower ones are not for the whole collection", () => {
  const body = `match /{all=**} { allow read: if request.auth.token.admin == true; }
    match /{c}/{id} { allow read: if c == 'posts' && request.auth != null; allow write: if c == 'x'; }
    match /posts/one { allow read; }`;
  expect(proposed(body)).toBe('read: anyOf(claim("admin", "==", true), signedIn()),');
  expect(proposed(body, "posts/one")).toBe("read: anyone(),");
});

test("a segment named uid gets another name where the caller's uid is looked up", () => {
  const body = `match /users/{uid} { allow get: if uid == request.auth.uid || ${USER}.role == 'admin'; }`;
  expect(proposed(body, "users")).toBe(
    'get: anyOf(pathOwner("userId"), callerDocument("users/{uid}", "role", "==", "admin")),',
  );
});

test("a field that is used as a map has keys, any other elements", () => {
  const of = (more: string) =>
    proposed(`match /posts/{id} { allow get: if request.auth.uid in ${S}.members; ${more} }`);
  expect(of("")).toContain('get: among("members")');
  expect(of(`allow delete: if ${S}.members[request.auth.uid] == 1;`)).toContain(
    'isIn(uidOf(caller), at(document, "members"))',
  );
});

test("what only one kind of an operation has fails in the others", () => {
  expect(posts(`allow create: if ${S}.by == request.auth.uid;`)).toBe("");
  expect(posts("allow create: if resource == null;")).toBe("create: anyone(),");
  expect(posts("allow delete: if request.resource == null;")).toBe("delete: anyone(),");
  expect(posts("allow get: if request.resource == null;")).toBe("");
});
