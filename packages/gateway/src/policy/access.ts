import { checkListPolicy } from "./check-list-policy.ts";
import { checkPolicy, type PolicyContext } from "./check-policy.ts";
import { explain } from "./explain.ts";
import { nobody, type Policy } from "./policy.ts";

export const OPERATIONS = ["get", "list", "create", "update", "delete"] as const;
/** What a caller does with a document. Queries and aggregates are `list`. */
export type DocumentOperation = (typeof OPERATIONS)[number];

/** Who may do what, as declared: `read` stands for get and list, `write` for the others. */
export type AccessOptions = Readonly<Partial<Record<DocumentOperation | "read" | "write", Policy>>>;

/** Who may do what. */
export type Access = Readonly<Record<DocumentOperation, Policy>>;

const SHORTHANDS = {
  get: "read",
  list: "read",
  create: "write",
  update: "write",
  delete: "write",
} as const;

/**
 * The policy of each operation: its own, else its shorthand's, else nobody's.
 *
 * @throws Error for an operation that there is not, or a policy that can't stand there
 */
export function accessOf(options: AccessOptions, declared: Omit<PolicyContext, "use">): Access {
  const known: readonly string[] = ["read", "write", ...OPERATIONS];
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new Error(`access.${unknown}: there is only ${known.join(", ")}`);
  }
  const policies = OPERATIONS.map((operation) => {
    const key = options[operation] === undefined ? SHORTHANDS[operation] : operation;
    const { [key]: policy = nobody() } = options;
    explain(`access.${key}`, () => {
      checkPolicy(policy, { ...declared, use: operation });
      if (operation === "list") checkListPolicy(policy);
    });
    return [operation, policy] as const;
  });
  return Object.freeze(Object.fromEntries(policies)) as Access;
}
