import fc from "fast-check";
import { parseRules } from "./parse-rules.ts";
import { RulesSyntaxError } from "./rules-syntax-error.ts";
import type { BinaryOperator, Expression } from "./syntax.ts";

/** A file whose one rule has this condition. */
function fileOf(condition: string): string {
  return `service cloud.firestore { match /c/{d} { allow read: if ${condition}; } }`;
}

function parsed(condition: string): unknown {
  const allow = parseRules(fileOf(condition)).services[0]?.matches[0]?.allows[0];
  return withoutSpans(allow?.condition);
}

function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => key !== "span");
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutSpans(value)]));
}

function errorOf(text: string): string {
  try {
    parseRules(text);
  } catch (error) {
    if (error instanceof RulesSyntaxError) return error.message;
    throw error;
  }
  return "none";
}

const FILE = `rules_version = '2';
// One service.
service cloud.firestore {
  match /databases/{database}/documents {
    function isSignedIn() { return request.auth != null; }
    function owns(uid) {
      let mine = request.auth.uid;
      let other = uid;
      return isSignedIn() && mine == other
    }
    match /users/{uid} {
      allow get, list: if owns(uid); /* not
        others */
      allow write
      match /{rest=**} { allow read: if false }
    }
  }
}
`;

test("a file becomes its services, matches, functions and rules", () => {
  const { version, services } = parseRules(FILE);
  expect(version).toBe("2");
  const [documents] = services[0]?.matches ?? [];
  expect(documents?.path).toEqual([
    { kind: "literal", text: "databases" },
    { kind: "variable", name: "database", isRest: false },
    { kind: "literal", text: "documents" },
  ]);
  expect(documents?.functions.map(({ name, parameters }) => [name, parameters])).toEqual([
    ["isSignedIn", []],
    ["owns", ["uid"]],
  ]);
  expect(documents?.functions[1]?.lets.map(({ name }) => name)).toEqual(["mine", "other"]);
  const [users] = documents?.matches ?? [];
  expect(users?.allows.map(({ operations }) => operations)).toEqual([["get", "list"], ["write"]]);
  expect(users?.allows[1]?.condition).toBeUndefined();
  expect(users?.matches[0]?.path).toEqual([{ kind: "variable", name: "rest", isRest: true }]);
});

test("a span cuts out what it stands for", () => {
  const cut = ({ start, end }: { start: number; end: number }) => FILE.slice(start, end);
  const documents = parseRules(FILE).services[0]?.matches[0];
  const users = documents?.matches[0];
  expect(cut(users?.allows[0]?.span ?? { start: 0, end: 0 })).toBe(
    "allow get, list: if owns(uid);",
  );
  expect(cut(users?.allows[0]?.condition?.span ?? { start: 0, end: 0 })).toBe("owns(uid)");
  expect(cut(users?.matches[0]?.span ?? { start: 0, end: 0 })).toBe(
    "match /{rest=**} { allow read: if false }",
  );
  expect(cut(users?.matches[0]?.inner ?? { start: 0, end: 0 })).toBe(" allow read: if false ");
});

test.each([
  ["a || b && c", "a || (b && c)"],
  ["a && b || c", "(a && b) || c"],
  ["a == b && c != d", "(a == b) && (c != d)"],
  ["a in b == c", "(a in b) == c"],
  ["a < b in c", "(a < b) in c"],
  ["a + b < c - d", "(a + b) < (c - d)"],
  ["a + b * c % d / e", "a + (((b * c) % d) / e)"],
  ["!a && -b < c", "(!a) && ((-b) < c)"],
  ["!a.b(c)[d]", "!(((a.b)(c))[d])"],
  ["a ? b : c ? d : e", "a ? b : (c ? d : e)"],
  ["a || b ? c : d", "(a || b) ? c : d"],
  ["a - b - c", "(a - b) - c"],
])("%s binds as %s", (short, whole) => {
  expect(parsed(short)).toEqual(parsed(whole));
});

test("values of every kind are read", () => {
  expect(parsed(`[1, 2.5, "a\\n'", 'b\\'', true, null, {"k": 1,},]`)).toMatchObject({
    items: [
      { value: 1, isFloat: false },
      { value: 2.5, isFloat: true },
      { value: "a\n'" },
      { value: "b'" },
      { value: true },
      { value: null },
      { entries: [{ key: { value: "k" }, value: { value: 1 } }] },
    ],
  });
});

test("a path in an expression holds texts and expressions", () => {
  const path = "/databases/$(database)/documents/teams/$(a.b + '/c')/members/me";
  const [get] = [parsed(`get(${path}).data.role == 'x'`)] as [{ left: unknown }];
  expect(get.left).toMatchObject({
    object: {
      object: {
        args: [
          {
            kind: "path",
            segments: [
              "databases",
              { kind: "name", name: "database" },
              "documents",
              "teams",
              { kind: "binary", operator: "+" },
              "members",
              "me",
            ],
          },
        ],
      },
    },
  });
});

test.each([
  ["", "1:1: "],
  ["service cloud.firestore {", "match, allow, function or } is missing; the file ends"],
  ["service cloud.firestore { match { } }", "the path of the match is missing"],
  ["match /a/b {}", "1:1: service is missing"],
  [fileOf("a &&"), 'an expression is missing; found ";'],
  [fileOf("a b"), "match, allow, function or } is missing"],
  [fileOf("(a"), '")" is missing'],
  [fileOf("'a"), "an expression is missing"],
  [fileOf("/"), "a segment of the path is missing"],
  ["service a { match /a { allow peek; } }", "one of read, write, get"],
  ["service a { /* ", "a comment has no end"],
  ["service a {\n  match /a {\n    allow read if x;", "3:16: "],
  [fileOf("(".repeat(100_000)), "is nested too deep"],
  [fileOf(`${"!".repeat(100_000)}a`), "is nested too deep"],
  [`service a ${"{ match /a ".repeat(100_000)}`, "is nested too deep"],
])("what is wrong is named with its place: %#", (text, message) => {
  if (text === "") expect(parseRules(text).services).toEqual([]);
  else expect(errorOf(text)).toContain(message);
});

/** Expressions as text, each in brackets, with the form that they are read to. */
const { expression } = fc.letrec<{ expression: readonly [string, unknown] }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom("a", "request").map((name) => [name, { kind: "name", name }] as const),
    fc.nat().map((value) => [String(value), { kind: "number", value, isFloat: false }] as const),
    fc.string().map((value) => [JSON.stringify(value), { kind: "literal", value }] as const),
    fc
      .tuple(
        fc.constantFrom<BinaryOperator>("||", "==", "in", "<", "+", "%"),
        tie("expression"),
        tie("expression"),
      )
      .map(([operator, [a, left], [b, right]]) => {
        return [`(${a}) ${operator} (${b})`, { kind: "binary", operator, left, right }] as const;
      }),
    fc.tuple(tie("expression"), tie("expression")).map(([[a, object], [b, index]]) => {
      return [`(${a})[${b}]`, { kind: "index", object, index }] as const;
    }),
    fc.tuple(tie("expression"), fc.array(tie("expression"))).map(([[a, callee], args]) => {
      const texts = args.map(([text]) => text).join(", ");
      return [
        `(${a})(${texts})`,
        { kind: "call", callee, args: args.map(([, form]) => form) },
      ] as const;
    }),
  ),
}));

test("an expression in brackets is read to what it says", () => {
  fc.assert(
    fc.property(expression, ([text, form]) => {
      expect(parsed(text)).toEqual(form);
    }),
  );
});

test("whatever the text, it is read or refused with a place", () => {
  const pieces = fc.constantFrom(
    ..."service match allow function let return if in is request / { } ( ) $( [ ] : ; , . = == && ' \" // /* */ ** \n a 1".split(
      " ",
    ),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (words) => {
      expect(errorOf(words.join(" "))).toMatch(/^(none|\d+:\d+: .+; (found "|the file ends))/);
    }),
  );
});

test("comments may stand between any two words", () => {
  const text = "allow read : if a . b ( /c/$( d ) ) ;".replaceAll(" ", "/* x */ // y\n");
  const rules = parseRules(`service s { match /a/{b} { ${text} } }`);
  expect(rules.services[0]?.matches[0]?.allows).toHaveLength(1);
  const condition: Expression | undefined = rules.services[0]?.matches[0]?.allows[0]?.condition;
  expect(condition?.kind).toBe("call");
});
