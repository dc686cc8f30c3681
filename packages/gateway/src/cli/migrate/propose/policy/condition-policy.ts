import { atomPolicy } from "./atom-policy.ts";
import { comparedCondition } from "./compared-condition.ts";
import { hoistConditional } from "./hoist-conditional.ts";
import type { Expression } from "../../rules/syntax.ts";
import { InexpressibleError } from "./operand.ts";
import { all, any, EVERYBODY, NOBODY, type ProposedPolicy } from "./proposed-policy.ts";
import { textOf, type RuleContext } from "./rule-context.ts";

/** A condition that comes to more comparisons than this is not translated. */
const MAX_ATOMS = 1500;

/**
 * The policy that holds where the condition of a rule is true. Rules know true, false and failing,
 * and both `||` and `&&` are decided by whichever side can decide them, so that what is true and
 * what is false of each part says all.
 */
export function conditionPolicy(condition: Expression, context: RuleContext): ProposedPolicy {
  let atoms = 0;
  const when = (expression: Expression, wanted: boolean): ProposedPolicy => {
    if (expression.kind === "literal") return expression.value === wanted ? EVERYBODY : NOBODY;
    if (expression.kind === "unary" && expression.operator === "!") {
      return when(expression.operand, !wanted);
    }
    if (expression.kind === "conditional") {
      const { test, whenTrue, otherwise } = expression;
      const chosen = all(when(test, true), when(whenTrue, wanted));
      return any(chosen, all(when(test, false), when(otherwise, wanted)));
    }
    if (expression.kind === "binary") {
      const { operator, left, right } = expression;
      if (operator === "&&" || operator === "||") {
        const join = (operator === "&&") === wanted ? all : any;
        return join(when(left, wanted), when(right, wanted));
      }
      const compared = comparedCondition(expression);
      if (compared !== undefined) return when(compared.condition, compared.is === wanted);
    }
    const hoisted = hoistConditional(expression);
    if (hoisted !== undefined && atoms < MAX_ATOMS) return when(hoisted, wanted);
    atoms += 1;
    return translated(expression, wanted, atoms > MAX_ATOMS);
  };
  const translated = (expression: Expression, wanted: boolean, isTooMuch: boolean) => {
    try {
      if (isTooMuch) throw new InexpressibleError("the whole condition is too large");
      return atomPolicy(expression, wanted, context);
    } catch (error) {
      if (!(error instanceof InexpressibleError)) throw error;
      return { kind: "leftOut", text: textOf(expression, context), reason: error.message } as const;
    }
  };
  return when(condition, true);
}
