import type { Policy } from "../../../../policy/policy.ts";
import type { Operator } from "../../../../values/operator.ts";
import type { Value } from "../../../../values/value.ts";
import { data, type ProposedPolicy } from "./proposed-policy.ts";

/** The most values that Firestore takes for `in`. */
const MOST_VALUES = 30;

/** `role == 'a' || role == 'b' || role in ['c']` as `role in ['a', 'b', 'c']`, in parts of an OR. */
export function valuesJoined(parts: readonly ProposedPolicy[]): readonly ProposedPolicy[] {
  const groups = Map.groupBy(parts, (part) => alternativeOf(part)?.key ?? part);
  return [...groups.values()].flatMap((group) => {
    const alternatives = group.flatMap((part) => alternativeOf(part) ?? []);
    const [first] = alternatives;
    const values = [...new Set(alternatives.flatMap((one) => one.values))];
    const isJoined = group.length > 1 && values.length <= MOST_VALUES;
    return first !== undefined && isJoined ? [data(first.among(values))] : group;
  });
}

type Scalar = string | number | boolean;

/** A comparison with one value or another. */
interface ValueAlternative {
  /** The same for all comparisons of the same field. */
  readonly key: string;
  readonly values: readonly Scalar[];
  readonly among: (values: readonly Value[]) => Policy;
}

interface ComparedValue {
  readonly op: Operator;
  readonly value: unknown;
}

function alternativeOf(part: ProposedPolicy): ValueAlternative | undefined {
  const policy = part.kind === "data" ? part.policy : undefined;
  switch (policy?.kind) {
    case "where":
    case "claim":
      return alternative(policy, (among) => ({ ...policy, ...among }));
    case "callerDocument": {
      const { test } = policy;
      return test && alternative(test, (among) => ({ ...policy, test: { ...test, ...among } }));
    }
    default:
      return undefined;
  }
}

function alternative(
  { op, value }: ComparedValue,
  withValues: (among: { readonly op: "in"; readonly value: readonly Value[] }) => Policy,
): ValueAlternative | undefined {
  const values: readonly unknown[] =
    op === "==" ? [value] : op === "in" && Array.isArray(value) ? value : [];
  if (values.length === 0 || !values.every(isScalar)) return undefined;
  const among = (list: readonly Value[]) => withValues({ op: "in", value: list });
  return { key: JSON.stringify(among([])), values, among };
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
