import type * as z from "zod";
import { api, type CallableName } from "./api.ts";

/** A request of a callable, and where in it something was put that may not belong there. */
export interface Mutant {
  readonly callable: CallableName;
  readonly data: unknown;
  /** Such as `writes.0.path = null`. */
  readonly change: string;
}

/** What takes the place of each part of a request in turn. */
const WRONG: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e300,
  "",
  "\ud800",
  "a//b",
  [],
  [[]],
  {},
  { constructor: 1 },
  { $unknown: 1 },
];

/** Texts that a schema asks a form of, or that more than the schema looks at. */
const TEXTS: Readonly<Record<string, string>> = {
  path: "values/hostile",
  paths: "values/hostile",
  collection: "values",
  ifUpdateTime: "2026-01-01T00:00:00.000000Z",
  notBefore: "2026-01-01T00:00:00.000000Z",
  from: "2026-01-01T00:00:00.000000Z",
  to: "2026-01-01T01:00:00.000000Z",
  key: "user-N-lV0jWeJxtmaf31CTYtRsElJhb3RJswPexMl6BLewU",
  change: "AAAAAAAAAAAAAAAAAAAA-00000",
  requestId: "6fa459ea-ee8a-4ca4-894e-db77e160355e",
};

/** Schemas that are made when they are first used are followed so far: a request itself is one. */
const MAX_NESTING = 3;

/** Requests that the callable's schema takes: each of its parts and alternatives is in one of them. */
export function samplesOf(callable: CallableName): readonly unknown[] {
  return samples(api[callable].request, { key: "", nesting: 0 });
}

/** Every sample of every callable, with every part of it replaced, taken away or added to. */
export function mutantsOf(callable: CallableName): readonly Mutant[] {
  return samplesOf(callable).flatMap((sample) =>
    mutationsOf(sample).map((mutation) => ({ callable, ...mutation })),
  );
}

/** A request, with every part of it replaced, taken away or added to. */
export function mutationsOf(sample: unknown): readonly Omit<Mutant, "callable">[] {
  return positionsOf(sample).flatMap((position) => [
    ...WRONG.map((wrong) => ({
      data: replaced(sample, position, () => wrong),
      change: `${position.join(".")} = ${JSON.stringify(wrong)}`,
    })),
    {
      data: replaced(sample, position, (part) =>
        typeof part === "object" ? { ...part, unknown: 1 } : undefined,
      ),
      change: `${position.join(".")} taken away, or with a key more`,
    },
  ]);
}

/** A request with a null under a key that may be missing, and the same without that key. */
export interface NullSample {
  readonly withNull: unknown;
  readonly without: unknown;
}

/** For each key that may be missing, at every depth, a request with null under it. */
export function nullsOf(callable: CallableName): readonly NullSample[] {
  const marked = samples(api[callable].request, { key: "", nesting: 0, marksMissing: true });
  return marked
    .map((sample) => JSON.stringify(sample))
    .filter((json) => json.includes(MISSING))
    .map((json) => ({
      withNull: JSON.parse(json.replaceAll(JSON.stringify(MISSING), "null")) as unknown,
      without: JSON.parse(json, (_key, value: unknown) =>
        value === MISSING ? undefined : value,
      ) as unknown,
    }));
}

/** What stands where nothing need to. */
const MISSING = "may be missing";

interface At {
  /** The key under which a value stands. */
  readonly key: string;
  readonly nesting: number;
  /** Whether what may be missing is {@link MISSING} in one sample more. */
  readonly marksMissing?: true;
}

function samples(schema: z.core.$ZodType, at: At): readonly unknown[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return objects(def.shape, at);
    case "array":
      return samples(def.element, at).map((element) => [element]);
    case "tuple":
      return [def.items.map((item) => samples(item, at)[0])];
    case "record":
      return samples(def.valueType, at).map((value) => ({ named: value }));
    case "union":
      return unions(def.options, at);
    case "lazy":
      return at.nesting < MAX_NESTING
        ? samples(def.getter(), { ...at, nesting: at.nesting + 1 })
        : [];
    case "optional":
    case "readonly":
      return samples(def.innerType, at);
    case "pipe":
      return samples(isCheckedBefore(def.in) ? def.out : def.in, at);
    case "literal":
      return def.values.slice(0, 1);
    case "enum":
      return Object.values(def.entries).slice(0, 1);
    case "string":
      return [TEXTS[at.key] ?? "text"];
    case "number":
      return [1];
    case "boolean":
      return [true];
    case "custom":
      return [at.key === "data" ? { text: "x" } : 1];
    case "never":
      return [];
    default:
      throw new Error(`No sample for a schema of type ${def.type} (${at.key}).`);
  }
}

/** What is required and where it looks, once alone and once with each optional part. */
function objects(shape: z.core.$ZodShape, at: At): readonly unknown[] {
  const parts = Object.entries(shape).map(([key, schema]) => ({
    key,
    isOptional: schema._zod.def.type === "optional" && key !== "collection",
    values: samples(schema, { ...at, key }),
  }));
  const required = parts.filter(({ isOptional }) => !isOptional);
  if (required.some(({ values }) => values.length === 0)) return [];
  const least = Object.fromEntries(required.map(({ key, values }) => [key, values[0]]));
  const each = parts.flatMap(({ key, values, isOptional }) =>
    [...values.slice(isOptional ? 0 : 1), ...(isOptional && at.marksMissing ? [MISSING] : [])].map(
      (value) => ({ ...least, [key]: value }),
    ),
  );
  return [least, ...each];
}

/** Each of the alternatives; where it is asked for, also with each key that only others have. */
function unions(options: readonly z.core.$ZodType[], at: At): readonly unknown[] {
  const all = options.flatMap((option) => samples(option, at));
  if (!at.marksMissing) return all;
  const keys = options.flatMap((option) => {
    const { def } = (option as z.core.$ZodTypes)._zod;
    return def.type === "object" ? Object.keys(def.shape) : [];
  });
  return all.flatMap((sample) => {
    if (typeof sample !== "object" || sample === null || Array.isArray(sample)) return [sample];
    const others = keys.filter((key) => !(key in sample));
    return [sample, ...others.map((key) => ({ ...sample, [key]: MISSING }))];
  });
}

/** Whether the schema only looks at what the next one then reads. */
function isCheckedBefore(schema: z.core.$ZodType): boolean {
  return ["transform", "any"].includes(schema._zod.def.type);
}

type JsonPosition = readonly string[];

/** The whole, and every part of it. */
function positionsOf(data: unknown, at: JsonPosition = []): readonly JsonPosition[] {
  if (typeof data !== "object" || data === null) return [at];
  return [at, ...Object.entries(data).flatMap(([key, part]) => positionsOf(part, [...at, key]))];
}

/** A copy with another part at the position; undefined takes it away. */
function replaced(
  data: unknown,
  [key, ...rest]: JsonPosition,
  change: (part: unknown) => unknown,
): unknown {
  if (key === undefined) return change(data);
  const copy = (Array.isArray(data) ? [...(data as unknown[])] : { ...(data as object) }) as Record<
    string,
    unknown
  >;
  copy[key] = replaced(copy[key], rest, change);
  return JSON.parse(JSON.stringify(copy)) as unknown;
}
