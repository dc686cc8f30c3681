import { InexpressibleError } from "./operand.ts";
import { NOBODY, type ProposedPolicy } from "./proposed-policy.ts";
import type { RuleContext } from "./rule-context.ts";

/** What a check may be given. */
export const CHECK_INPUTS = ["caller", "params", "document", "before", "after", "now"] as const;

/**
 * A policy by a function.
 *
 * @param code that comes to true, false or undefined
 * @throws InexpressibleError where a query would have to be filtered by it
 */
export function checkLeaf(code: string, wanted: boolean, context: RuleContext): ProposedPolicy {
  const words = wordsIn(code);
  if (words.has("undefined")) return NOBODY;
  const isOfCaller = CHECK_INPUTS.every((input) => input === "caller" || !words.has(input));
  const { operation } = context;
  if (operation === "list" && !isOfCaller) {
    throw new InexpressibleError("no query can be filtered by it");
  }
  const subject = isOfCaller ? "caller" : operation === "get" ? "document" : "write";
  const whole = wanted ? code : `${code} === false`;
  return { kind: "check", subject, code: whole, joined: "none" };
}

/** The names in a code, without what its texts and patterns say. */
export function wordsIn(code: string): ReadonlySet<string> {
  const plain = code.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/\/\^.*?\$\/i?u/g, "//");
  return new Set(plain.match(/(?<![.\w$])[A-Za-z_$][\w$]*/g));
}
