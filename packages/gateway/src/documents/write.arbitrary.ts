import fc from "fast-check";
import type { FieldPath } from "../paths/field-path.ts";
import type { Value } from "../values/value.ts";
import { documentOf, PALETTE } from "./query.arbitrary.ts";
import type { Precondition, Transform, Write } from "./store.ts";

/** A write, and whether it is only to be applied on the version that its document has by then. */
export interface TrialWrite {
  readonly write: Write;
  readonly onCurrentVersion: boolean;
}

const FIELDS: readonly FieldPath[] = [["f"], ["US Gross"], ["m"], ["m", "n"], ["m", "n", "o"]];
const field = fc.constantFrom(...FIELDS);
const value = fc.constantFrom<Value[]>(...PALETTE);

const transform: fc.Arbitrary<Transform> = fc.oneof(
  // Whole numbers only: a double that becomes whole can't be told from an integer any more.
  fc.record({ kind: fc.constant("increment" as const), by: fc.constantFrom(1, -2) }),
  fc.record({
    kind: fc.constantFrom("minimum" as const, "maximum" as const),
    operand: fc.constantFrom(1, -2),
  }),
  fc.record({
    kind: fc.constantFrom("arrayUnion" as const, "arrayRemove" as const),
    values: fc.array(
      value.filter((item) => !Array.isArray(item)),
      { maxLength: 3 },
    ),
  }),
);

const precondition: fc.Arbitrary<Precondition> = fc.oneof(
  fc.record({ exists: fc.boolean() }),
  fc.constant({ updateTime: "2020-01-01T00:00:00.000001Z" }),
);

const conditioned = fc.record({ precondition }, { requiredKeys: [], noNullPrototype: true });

const update = fc.record(
  {
    fields: documentOf(value),
    mask: fc.array(field, { maxLength: 3 }),
    transforms: fc.array(fc.record({ field, transform }), { maxLength: 2 }),
  },
  { requiredKeys: ["fields"], noNullPrototype: true },
);

function writeOf(path: string): fc.Arbitrary<Write> {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(update, conditioned)
        .map(([parts, under]): Write => ({ kind: "update", path, ...parts, ...under })),
    },
    {
      weight: 1,
      arbitrary: conditioned.map((under): Write => ({ kind: "delete", path, ...under })),
    },
    {
      weight: 1,
      arbitrary: precondition.map((under): Write => ({
        kind: "verify",
        path,
        precondition: under,
      })),
    },
  );
}

/** A few commits in turn, each of a few writes, some of them of one document. */
export function commitTrial(paths: readonly string[]): fc.Arbitrary<TrialWrite[][]> {
  const write = fc.constantFrom(...paths).chain(writeOf);
  const commit = fc.array(fc.record({ write, onCurrentVersion: fc.boolean() }), {
    minLength: 1,
    maxLength: paths.length + 1,
  });
  return fc.array(commit, { minLength: 1, maxLength: 8 });
}
