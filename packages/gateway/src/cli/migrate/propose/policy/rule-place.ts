import type { Expression } from "../../rules/syntax.ts";
import { looksUpItself, lookedUpDocument } from "./looked-up-document.ts";
import { functionCall, keyText, memberChain } from "./member-chain.ts";
import { InexpressibleError, type LookedUpDocument, type ReadOperand } from "./operand.ts";
import { optionalMap } from "./optional-map.ts";
import type { Side } from "./proposed-policy.ts";
import type { RuleContext } from "./rule-context.ts";

/** Where the value of an expression comes from, and the keys by which it is found there. */
export type RulePlace =
  | { readonly kind: "auth" | "uid" | "time" | "method" }
  | { readonly kind: "token"; readonly keys: readonly Expression[] }
  /** The document itself, with its id, path and data. */
  | { readonly kind: "resource" | "id"; readonly side: Side }
  | { readonly kind: "data"; readonly side: Side; readonly keys: readonly Expression[] }
  | { readonly kind: "lookup"; readonly document: LookedUpDocument }
  | {
      readonly kind: "lookupData";
      readonly document: LookedUpDocument;
      readonly keys: readonly Expression[];
    };

const LOOKUPS: ReadonlySet<string> = new Set(["get", "getAfter"]);

/**
 * Undefined where the expression is none of these.
 *
 * @throws InexpressibleError for what nothing here knows
 */
export function rulePlace(
  expression: Expression,
  context: RuleContext,
  read: ReadOperand,
): RulePlace | undefined {
  const { root, keys } = memberChain(expression);
  const optional = keys.length === 0 ? undefined : optionalMap(root);
  if (optional !== undefined) {
    // What is in a map that is empty is missing, as it is in one that is missing.
    const place = rulePlace(optional.object, context, read);
    const isMap = place !== undefined && "keys" in place;
    return isMap ? { ...place, keys: [...place.keys, ...optional.keys, ...keys] } : undefined;
  }
  const call = functionCall(root);
  if (call !== undefined && LOOKUPS.has(call.name)) {
    const place = lookupOf(call, context, read);
    return "itself" in place ? resourcePlace(place.side, keys) : lookupPlace(place, keys);
  }
  if (root.kind !== "name") return undefined;
  if (root.name === "resource") return resourcePlace("stored", keys);
  if (root.name !== "request") return undefined;
  const [first, ...rest] = keys;
  switch (keyText(first)) {
    case "resource":
      return resourcePlace("written", rest);
    case "auth":
      return authPlace(rest);
    case "time":
      return rest.length === 0 ? { kind: "time" } : undefined;
    case "method":
      return { kind: "method" };
    case "query":
      throw new InexpressibleError("what the query asks for is not known to policies");
    case "writeFields":
      throw new InexpressibleError("request.writeFields is no longer filled by Firestore");
    default:
      throw new InexpressibleError("it is not known here");
  }
}

function authPlace([first, ...rest]: readonly Expression[]): RulePlace {
  if (first === undefined) return { kind: "auth" };
  if (keyText(first) === "uid" && rest.length === 0) return { kind: "uid" };
  if (keyText(first) === "token") return { kind: "token", keys: rest };
  throw new InexpressibleError("it is not known here");
}

function resourcePlace(side: Side, [first, ...rest]: readonly Expression[]): RulePlace {
  if (first === undefined) return { kind: "resource", side };
  if (keyText(first) === "data") return { kind: "data", side, keys: rest };
  if (keyText(first) === "id" && rest.length === 0) return { kind: "id", side };
  throw new InexpressibleError("it is not known here");
}

function lookupOf(
  { name, args: [path] }: NonNullable<ReturnType<typeof functionCall>>,
  context: RuleContext,
  read: ReadOperand,
): LookedUpDocument | { readonly itself: true; readonly side: Side } {
  if (path === undefined) throw new InexpressibleError("it names no document");
  const after = name === "getAfter";
  if (looksUpItself(path, context)) return { itself: true, side: after ? "written" : "stored" };
  if (after) throw new InexpressibleError("a write does not know what others of its batch leave");
  return lookedUpDocument(path, read);
}

function lookupPlace(document: LookedUpDocument, keys: readonly Expression[]): RulePlace {
  const [first, ...rest] = keys;
  if (first === undefined) return { kind: "lookup", document };
  if (keyText(first) === "data") return { kind: "lookupData", document, keys: rest };
  throw new InexpressibleError("of another document only fields are known");
}
