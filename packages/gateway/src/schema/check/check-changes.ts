import type * as z from "zod";
import { MAX_VIOLATIONS } from "../../errors/checked.ts";
import type { FieldViolation } from "../../errors/error.ts";
import { formatFieldPath, type FieldPath } from "../../paths/field-path.ts";
import { tagOf } from "../../values/map.ts";
import { pathTree, treeBelow, type PathTree } from "../../paths/path-tree.ts";
import { omit } from "../../values/select.ts";
import type { Value } from "../../values/value.ts";
import type { Change } from "../../wire/wire-changes.ts";
import type { FieldTransform } from "../../values/write.ts";
import { checkTransform } from "./check-transform.ts";
import { harden } from "../definition/harden.ts";
import { locate, type Located, type NamesSetIn, type Scope } from "../definition/locate.ts";
import { resolveTransforms, transformOf } from "./resolve-transforms.ts";
import { validate } from "./validate.ts";

/** What an update does, as far as the schema can tell field by field. */
export interface CheckedChanges {
  readonly sets: readonly Change[];
  readonly deletes: readonly FieldPath[];
  readonly transforms: readonly FieldTransform[];
  /** What has to be checked as it becomes of what is stored. */
  readonly scopes: readonly Scope[];
  readonly violations: readonly FieldViolation[];
}

/** Checks each change against what the schema says of its field path, without a document. */
export function checkChanges(
  document: z.core.$ZodType,
  changes: readonly Change[],
  now: string,
): CheckedChanges {
  const namesSetIn = namesSet(changes);
  const parts: Partial<CheckedChanges>[] = [];
  let wrong = 0;
  for (const change of changes) {
    if (wrong >= MAX_VIOLATIONS) break;
    const part = checkAt(change, locate(document, change.path, namesSetIn), now);
    wrong += part.violations?.length ?? 0;
    parts.push(part);
  }
  return merge(parts);
}

function checkAt(
  change: Change,
  located: Located | FieldViolation,
  now: string,
): Partial<CheckedChanges> {
  if ("field" in located) return { violations: [located] };
  const { scope } = located;
  const checked = checkChange(change, located, now);
  return scope === undefined ? checked : { ...checked, scopes: [scope] };
}

function checkChange(
  change: Change,
  { schema, isOptional }: Located,
  now: string,
): Partial<CheckedChanges> {
  const { path, value } = change;
  if (tagOf(value) === "$delete") {
    if (isOptional) return { deletes: [path] };
    return { violations: [violation(path, "is required: it can't be deleted")] };
  }
  const transform = transformOf(value);
  if (transform === undefined) return checkSet(change, schema, now);
  if (schema === undefined) return { transforms: [{ field: path, transform }] };
  const checked = checkTransform(transform, { path, schema }, now);
  if ("violations" in checked) return checked;
  return {
    transforms: [{ field: path, transform: checked.transform }],
    ...(checked.needsRead && { scopes: [{ path, schema }] }),
  };
}

/** Checks what a field is set to; what is transformed within it is made anew with it. */
function checkSet(
  { path, value }: Change,
  schema: Located["schema"],
  now: string,
): Partial<CheckedChanges> {
  const resolved = resolveTransforms({ value }, now);
  const [misplaced] = resolved.deletes;
  if (misplaced !== undefined) {
    return {
      violations: [violation([...path, ...misplaced.slice(1)], "$delete can't stand here")],
    };
  }
  const given = resolved.fields["value"] as Value;
  const result = schema === undefined ? { value: given } : validate(harden(schema), given, path);
  if ("violations" in result) return result;
  const set = omit({ value: result.value }, resolved.serverTimestamps)["value"] as Value;
  return {
    sets: [{ path, value: set }],
    transforms: resolved.serverTimestamps.map((field) => ({
      field: [...path, ...field.slice(1)],
      transform: { kind: "serverTimestamp" },
    })),
  };
}

function merge(parts: readonly Partial<CheckedChanges>[]): CheckedChanges {
  return {
    sets: parts.flatMap(({ sets = [] }) => sets),
    deletes: parts.flatMap(({ deletes = [] }) => deletes),
    transforms: parts.flatMap(({ transforms = [] }) => transforms),
    scopes: parts.flatMap(({ scopes = [] }) => scopes),
    violations: parts.flatMap(({ violations = [] }) => violations),
  };
}

/** Indexed once, when first asked: most updates lead through no map that may be missing. */
function namesSet(changes: readonly Change[]): NamesSetIn {
  let tree: PathTree | undefined;
  return (map) => {
    tree ??= pathTree(changes.filter(({ value }) => tagOf(value) !== "$delete").map(pathOf));
    return treeBelow(tree, map)?.below ?? new Map<string, PathTree>();
  };
}

function pathOf({ path }: Change): FieldPath {
  return path;
}

function violation(path: FieldPath, description: string): FieldViolation {
  return { field: formatFieldPath(path), description };
}
