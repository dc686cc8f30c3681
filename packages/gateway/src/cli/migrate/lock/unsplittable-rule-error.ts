import { RulesSyntaxError } from "../rules/rules-syntax-error.ts";

/** A rule that can't be told apart by collection without knowing what it means. */
export class UnsplittableRuleError extends RulesSyntaxError {
  constructor(variable: string, text: string, offset: number) {
    super(
      `this rule is for many collections and looks at {${variable}=**}. Write the rule of the locked collection apart by hand`,
      text,
      offset,
    );
  }
}
