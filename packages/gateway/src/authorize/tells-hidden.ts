import type { Caller } from "../caller/caller.ts";
import type { CollectionMatch } from "../collection/registry.ts";
import { conditionFields } from "../policy/condition-fields.ts";
import { resolve } from "../policy/resolve.ts";
import { fieldRights, findHidden } from "./field-rights.ts";

/**
 * Whether a query of a collection group would tell what is in fields that one of its definitions
 * hides from the caller, because the policy of another filters and orders by them. What a
 * definition's own policy tells of its documents, its owner has chosen.
 */
export function tellsHidden(matches: readonly CollectionMatch[], caller: Caller): boolean {
  return matches.some((match) => {
    const fields = conditionFields(resolve(match.definition.access.list, caller, match));
    const others = matches.filter((other) => other !== match);
    return findHidden(fieldRights(others, caller), fields) !== undefined;
  });
}
