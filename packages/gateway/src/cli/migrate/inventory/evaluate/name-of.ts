import type { Node } from "oxc-parser";

/** What wraps an expression without changing its value. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case "ChainExpression":
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
      return unwrap(node.expression);
    case "AwaitExpression":
      return unwrap(node.argument);
    default:
      return node;
  }
}

/** The name of a property or of a member's property, where the source spells it. */
export function keyName(key: Node, computed: boolean): string | undefined {
  if (key.type === "Literal") return String(key.value);
  if (computed) return undefined;
  if (key.type === "Identifier") return key.name;
  return key.type === "PrivateIdentifier" ? `#${key.name}` : undefined;
}

/** A word for what an expression yields: a variable's or a property's name. */
export function nameOf(node: Node): string {
  const inner = unwrap(node);
  switch (inner.type) {
    case "Identifier":
      return inner.name;
    case "MemberExpression":
      return keyName(inner.property, inner.computed) ?? nameOf(inner.object);
    case "CallExpression":
      return nameOfCall(inner.callee, inner.arguments);
    case "LogicalExpression":
    case "BinaryExpression":
      return nameOf(inner.left);
    case "ConditionalExpression":
      return nameOf(inner.consequent);
    case "AssignmentExpression":
      return nameOf(inner.right);
    case "ThisExpression":
      return "this";
    default:
      return "value";
  }
}

const CONVERTS =
  /^(?:to[A-Z]|trim|data$|replace|slice|substr|split|pop$|at$|join$|find$|filter$|map$|valueOf$)/;

/** Conversions keep the name of what they convert; getters lose their "get". */
function nameOfCall(callee: Node, args: readonly Node[]): string {
  const inner = unwrap(callee);
  const [first] = args;
  if (inner.type === "MemberExpression") {
    const name = keyName(inner.property, inner.computed) ?? "";
    if (name === "get" && first?.type === "Literal") return String(first.value);
    return CONVERTS.test(name) || name === "" ? nameOf(inner.object) : withoutGet(name);
  }
  const name = nameOf(inner);
  const converts = /^(?:String|Number|encodeURIComponent|decodeURIComponent|parseInt)$/.test(name);
  return converts && first !== undefined ? nameOf(first) : withoutGet(name);
}

function withoutGet(name: string): string {
  return name.replace(/^get([A-Z])/, (_match, initial: string) => initial.toLowerCase());
}
