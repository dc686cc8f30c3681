import { parseRules } from "./parse-rules.ts";
import { resolveRules } from "./resolve-rules.ts";
import type { Expression } from "./syntax.ts";

/** The rules of a file as short texts: operations, path, condition or problem. */
function resolved(body: string): readonly string[] {
  const text = `service cloud.firestore { function out(x) { return x == 'out'; }
    match /databases/{database}/documents { ${body} } }
  function beside(x) { return x == 'beside'; }`;
  return resolveRules(parseRules(text)).map((rule) => {
    const path = rule.path.map((segment) => (segment.kind === "literal" ? segment.text : "*"));
    const what = "condition" in rule ? show(rule.condition) : `? ${rule.problem}`;
    return `${rule.operations.join()} ${path.join("/")}: ${what}`;
  });
}

function show(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return JSON.stringify(expression.value);
    case "number":
      return String(expression.value);
    case "name":
      return expression.name;
    case "segment":
      return `#${String(expression.index)}`;
    case "member":
      return `${show(expression.object)}.${expression.name}`;
    case "binary":
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case "call":
      return `${show(expression.callee)}(${expression.args.map(show).join(", ")})`;
    case "path":
      return expression.segments
        .map((segment) => `/${typeof segment === "string" ? segment : show(segment)}`)
        .join("");
    default:
      return expression.kind;
  }
}

test("functions beside the service are seen in it", () => {
  expect(resolved("match /a/{x} { allow get: if beside(x); }")).toEqual([
    'get a/*: (#1 == "beside")',
  ]);
});

test("operations are those that a shorthand stands for, once", () => {
  expect(resolved("match /a/{b} { allow read, get, write; allow list: if x; }")).toEqual([
    "get,list,create,update,delete a/*: true",
    "list a/*: x",
  ]);
});

test("segments are told apart by where they stand, not by name", () => {
  const body =
    "match /a/{id} { match /b/{id} { allow get: if id == 'x' && database == 'y'; } allow list: if id == 'z'; }";
  expect(resolved(body)).toEqual([
    'list a/*: (#1 == "z")',
    'get a/*/b/*: ((#3 == "x") && (#-2 == "y"))',
  ]);
});

test("functions are written out, with their variables and arguments", () => {
  const body = `function f(a, b) { let c = g(a); let d = c && b; return d || out(b); }
    function g(v) { return v.data == v; }
    match /a/{id} { allow get: if f(resource, id); }`;
  expect(resolved(body)).toEqual([
    'get a/*: (((resource.data == resource) && #1) || (#1 == "out"))',
  ]);
});

test("a function sees what is around it, not around its caller", () => {
  const body = `match /a/{id} {
    function mine(x) { return id == x && out == x; }
    match /b/{id} { function out(x) { return false; } allow get: if mine(id); }
  }`;
  expect(resolved(body)).toEqual(["get a/*/b/*: ((#1 == #3) && (out == #3))"]);
});

test("an inner function hides an outer one, and a parameter a segment", () => {
  const body = `function f(id) { return id; }
    match /a/{id} { function f(x) { return 'inner'; } function g(id) { return id; } allow get: if f(1) == g(2); }
    match /b/{id} { allow get: if f(id) == get(/b/$(id)); }`;
  expect(resolved(body)).toEqual(['get a/*: ("inner" == 2)', "get b/*: (#1 == get(/b/#1))"]);
});

test("what can't be written out is said", () => {
  const doubling = Array.from(
    { length: 18 },
    (_, n) => `function f${String(n + 1)}(x) { return f${String(n)}(x) && f${String(n)}(x); }`,
  );
  const body = `function f(x) { return f(x); } function f0(x) { return x; } ${doubling.join("\n")}
    match /a/{b} { allow get: if f(b); allow list: if f0(); allow create: if f18(b); }`;
  expect(resolved(body)).toEqual([
    "get a/*: ? f calls itself",
    "list a/*: ? f0 takes 1 arguments",
    "create a/*: ? it is too large",
  ]);
});

test("other services' rules are not Cloud Firestore's", () => {
  const storage = "service firebase.storage { match /b/{b}/o/{o} { allow read; } }";
  expect(resolveRules(parseRules(storage))).toEqual([]);
});
