import fc from "fast-check";
import type { Fields, Value } from "../../packages/gateway/src/values/value.ts";

const S = "resource.data";
const W = "request.resource.data";
const USER = "get(/databases/$(database)/documents/users/$(request.auth.uid)).data";
const teamOf = (data: string) => `get(/databases/$(database)/documents/teams/$(${data}.team)).data`;

/** What rules say of who asks, and where. */
const OF_CALLERS = [
  "request.auth != null",
  "request.auth == null",
  "request.auth.uid == docId",
  "request.auth.uid != null",
  "request.auth.uid in ['ada', 'eve']",
  "docId == 'one'",
  "docId in ['ada', 'x']",
  "request.auth.token.admin == true",
  "request.auth.token.admin",
  "request.auth.token.role in ['editor', 'owner']",
  "request.auth.token.role != 'a'",
  "'red' in request.auth.token.teams",
  "'admin' in request.auth.token",
  "request.auth.token.get('level', 0) > 2",
  "request.auth.token.get('role', 'none') == 'none'",
  "request.auth.token.email.matches('.*@x[.]com')",
  "request.auth.token.email_verified == true",
  "request.time > timestamp.date(2020, 1, 1)",
  "request.time < timestamp.date(2020, 1, 1)",
  "request.time < timestamp.date(2200, 1, 1)",
  "request.auth.token.email.split('@')[0] == docId",
  "(request.auth.token.level + 5) > request.time.toMillis()",
  "(request.auth.token.level + 5) < request.time.toMillis()",
  "exists(/databases/$(database)/documents/teams/$(request.auth.token.team))",
  "get(/databases/$(database)/documents/teams/$(request.auth.token.team)).data.owner == 'ada'",
  "exists(/databases/$(database)/documents/members/$(request.auth.uid + '_' + docId))",
  "(request.auth.uid == null ? null : request.auth.token.role) == docId",
  `${USER}.role == 'admin'`,
  `${USER}.role != 'admin'`,
  `${USER}.role in ['admin', 'owner']`,
  `${USER}.get('blocked', false) == false`,
  `${USER}.get('blocked', false)`,
  `'level' in ${USER}`,
  `'blocked' in ${USER}.keys()`,
  `!('blocked' in ${USER})`,
  `${USER}.get('blocked', true)`,
  `${USER}.get('role', 'owner') in ['admin', 'owner']`,
  `${USER}.get('team', 'red') != 'red'`,
  `'edit' in ${USER}.get('rights', ['edit'])`,
  `'edit' in ${USER}.get('rights', [])`,
  `${USER}.get('rights', []).hasAny(['edit', 'read'])`,
  `${USER}.get('may', {}).edit == true`,
  `${USER}.get('may', {}).get('edit', true)`,
  `${USER}.get(['may', 'edit'], true) == true`,
  `${USER}.may.get('edit', true)`,
  `${USER}.level >= 2`,
  "exists(/databases/$(database)/documents/bans/$(request.auth.uid))",
  "exists(/databases/$(database)/documents/users/$(docId))",
  "get(/databases/$(database)/documents/users/$(request.auth.uid)) != null",
  "get(/databases/$(database)/documents/bans/$(request.auth.uid)) == null",
  `exists(/databases/$(database)/documents/teams/$(${USER}.team))`,
] as const;

/** What rules say of a document, before or after. */
const ofData = (d: string): readonly string[] => [
  `${d}.owner == request.auth.uid`,
  `request.auth.uid != ${d}.owner`,
  `${d}.owner == docId`,
  `${d}.title == 'a'`,
  `${d}.title != 'a'`,
  `${d}.title == null`,
  `${d}.title != null`,
  `${d}.title in ['a', 'b']`,
  `${d}.title in ['ada']`,
  `${d}.title is string`,
  `${d}.title.size() < 2`,
  `${d}.title.matches('[a-z]+')`,
  `${d}.title == request.auth.token.role`,
  `${d}.count > 1`,
  `${d}.count == 1`,
  `${d}.count <= 2 && ${d}.count >= 0`,
  `${d}.count is int`,
  `${d}.count is number`,
  `${d}.open == true`,
  `${d}.open`,
  `${d}.get('open', false)`,
  `${d}.get('open', true) == true`,
  `request.auth.uid in ${d}.members`,
  `${d}.members.hasAny(['ada', 'eve'])`,
  `${d}.members.hasAny([request.auth.uid])`,
  `${d}.members.hasAll(['ada', 'bob'])`,
  `${d}.members.hasOnly(['ada', 'bob'])`,
  `${d}.members.size() > 0`,
  `request.auth.uid in ${d}.roles`,
  `${d}.roles[request.auth.uid] == 'editor'`,
  `${d}.roles[request.auth.uid] in ['editor', 'owner']`,
  `${d}.roles.keys().hasAny(['ada'])`,
  `'title' in ${d}`,
  `'title' in ${d}.keys()`,
  `${d}.keys().hasAll(['owner'])`,
  `${d}.keys().hasOnly(['owner', 'title', 'count', 'open', 'at'])`,
  `${d}.at < request.time`,
  `${d}.at > timestamp.date(2026, 1, 1)`,
  `${d}.at + duration.value(1, 'd') > timestamp.date(2026, 1, 1)`,
  `${d}.team == ${USER}.team`,
  `${d}.team == ${USER}.get('team', 'red')`,
  `${d}.get('team', 'red') == ${USER}.team`,
  `${d}.get('team', 'red') == ${USER}.get('team', 'red')`,
  `${d}.get('roles', {}).get(request.auth.uid, 'none') != 'none'`,
  `${d}.get('members', []).hasAny([request.auth.uid])`,
  `request.auth.uid in ${d}.get('members', [])`,
  `${USER}.role in ${d}.members`,
  `${USER}.get('team', 'ada') in ${d}.members`,
  `${teamOf(d)}.get('state', 'a') == ${d}.title`,
  `${teamOf(d)}.get('open', true)`,
  `exists(/databases/$(database)/documents/members/$(request.auth.uid + '_' + ${d}.team))`,
  `exists(/databases/$(database)/documents/members/$(${d}.team + '-' + ${d}.owner))`,
  `${d}.at.date() == timestamp.date(2025, 12, 31)`,
  `${d}.at.year() == 2025 && ${d}.at.month() == 12 && ${d}.at.day() == 31`,
  `${d}.at.hours() == 12 && ${d}.at.minutes() == 0 && ${d}.at.seconds() == 0`,
  `${d}.at.dayOfWeek() == 3`,
  `${d}.at.toMillis() < request.time.toMillis()`,
  `${d}.members.toSet().union(['bob'].toSet()).size() == 2`,
  `${d}.members.toSet().difference(['bob'].toSet()) == ['ada'].toSet()`,
  `${d}.members.toSet().intersection(['bob', 'eve'].toSet()).size() > 0`,
  `${d}.members.concat(['eve']).size() == 2`,
  `${d}.members.removeAll(['bob']) == ['ada']`,
  `${teamOf(d)}.owner == request.auth.uid`,
  `request.auth.uid in ${teamOf(d)}.members`,
  `${teamOf(d)}.state == ${d}.title`,
  `exists(/databases/$(database)/documents/teams/$(${d}.team))`,
  `${teamOf(d)}.owner == ${USER}.role`,
  `${d}.map.inner.size() == 1`,
  `${d}.map.inner == 'a'`,
];

const OF_CHANGES = [
  `${W}.owner == ${S}.owner`,
  `${W}.title != ${S}.title`,
  `${W}.count == ${S}.count + 1`,
  `${W}.count > ${S}.count`,
  `${W}.diff(${S}).affectedKeys().hasOnly(['title', 'count', 'at'])`,
  `${W}.diff(${S}).affectedKeys().hasAny(['owner', 'roles'])`,
  `${W}.diff(${S}).changedKeys().hasOnly(['title'])`,
  `${W}.diff(${S}).addedKeys().size() == 0`,
  `${S}.diff(${W}).affectedKeys().hasOnly(['open', 'title'])`,
  `${W}.keys() == ${S}.keys()`,
  `${teamOf(W)}.owner == ${S}.owner`,
];

const ATOMS = {
  read: [...OF_CALLERS, ...ofData(S), "resource == null", "resource.id == 'one'"],
  create: [...OF_CALLERS, ...ofData(W), `${S}.title == 'a'`, "resource == null"],
  update: [
    ...OF_CALLERS,
    ...ofData(S),
    ...ofData(W),
    ...OF_CHANGES,
    ...OF_CHANGES,
    "resource != null",
  ],
  delete: [...OF_CALLERS, ...ofData(S), "request.resource == null", `${W}.title == 'a'`],
} as const;

/** Conditions of the kinds that real rules have, for what they allow. */
export function conditionArbitrary(operation: keyof typeof ATOMS): fc.Arbitrary<string> {
  const atoms = ATOMS[operation];
  const atom = fc.constantFrom<string[]>(...atoms);
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      atom,
      atom,
      fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => `(${a} && ${b})`),
      fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => `(${a} || ${b})`),
      tie("tree").map((a) => `!(${a})`),
      fc.tuple(tie("tree"), tie("tree"), tie("tree")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
  }));
  return tree;
}

const maybe = (...values: readonly Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);

/** Documents that such conditions are about, often with a field missing or of another type. */
export const dataArbitrary: fc.Arbitrary<Fields> = fc.record(
  {
    owner: maybe("ada", "bob", "one", null),
    title: maybe("a", "b", "ada", "", "editor", null, 1, "é", "😀"),
    count: maybe(0, 1, 2, 3, 1.5, "1", null),
    open: maybe(true, false, "true"),
    members: maybe(["ada"], ["ada", "bob"], ["bob", "eve"], [], ["ada", 1], "ada"),
    roles: maybe({ ada: "editor" }, { bob: "owner", ada: null }, {}, { eve: 1 }),
    at: maybe(
      { $timestamp: "2025-12-31T12:00:00.000000Z" },
      { $timestamp: "2026-01-01T00:00:00.000000Z" },
      { $timestamp: "2200-01-01T00:00:00.000000Z" },
      "2026",
    ),
    // In a path a number is its digits to rules, and null a text; here only texts name documents.
    team: maybe("red", "blue", "none"),
    map: maybe({ inner: "a" }, { inner: ["x"] }, {}, "map"),
  },
  { requiredKeys: [] },
);
