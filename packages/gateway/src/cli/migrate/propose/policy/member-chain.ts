import type { Expression } from "../../rules/syntax.ts";

/** An expression and what is taken of it, from the outside in: `a.b['c']` is b and c of a. */
export interface MemberChain {
  readonly root: Expression;
  readonly keys: readonly Expression[];
}

/** Takes the members and indices off an expression. Names become texts. */
export function memberChain(expression: Expression): MemberChain {
  const keys: Expression[] = [];
  let root = expression;
  for (;;) {
    if (root.kind === "member") {
      keys.unshift({ kind: "literal", value: root.name, span: root.span });
      root = root.object;
    } else if (root.kind === "index") {
      keys.unshift(root.index);
      root = root.object;
    } else {
      return { root, keys };
    }
  }
}

/** The text that a key is; undefined where it is computed. */
export function keyText(key: Expression | undefined): string | undefined {
  return key?.kind === "literal" && typeof key.value === "string" ? key.value : undefined;
}

/** The method and what it is called on: `x.size()` is size of x. */
export function methodCall(
  expression: Expression,
): { object: Expression; name: string; args: readonly Expression[] } | undefined {
  if (expression.kind !== "call" || expression.callee.kind !== "member") return undefined;
  const { object, name } = expression.callee;
  return { object, name, args: expression.args };
}

/** The function that is called by its name, and with what. */
export function functionCall(
  expression: Expression,
): { name: string; args: readonly Expression[] } | undefined {
  if (expression.kind !== "call" || expression.callee.kind !== "name") return undefined;
  return { name: expression.callee.name, args: expression.args };
}
