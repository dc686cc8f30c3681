import { getField, mapFields, mapValue, putField } from "./map.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields, Value } from "./value.ts";

/**
 * The target with what stands at these paths in the source, and without the field where the source
 * has none. What is no map on the way becomes one, unless there is nothing to put in it.
 *
 * Walks both once, however many the paths are.
 */
export function copyPaths(target: Fields, source: Fields, paths: readonly FieldPath[]): Fields {
  return copyInMap(target, source, { paths, depth: 0 });
}

interface Below {
  readonly paths: readonly FieldPath[];
  /** How many names of the paths lead here. */
  readonly depth: number;
}

function copyInMap(target: Fields, source: Fields, { paths, depth }: Below): Fields {
  const copy: Record<string, Value> = { ...target };
  for (const [name, group] of Map.groupBy(paths, (path) => path[depth] as string)) {
    const below = { paths: group, depth: depth + 1 };
    const value = copyField(getField(target, name), getField(source, name), below);
    if (value === undefined) delete copy[name];
    else putField(copy, name, value);
  }
  return copy;
}

function copyField(
  before: Value | undefined,
  given: Value | undefined,
  below: Below,
): Value | undefined {
  if (below.paths.some((path) => path.length === below.depth)) return given;
  const map = mapBelow(before);
  const copy = copyInMap(map ?? {}, mapBelow(given) ?? {}, below);
  return map === undefined && Object.keys(copy).length === 0 ? before : mapValue(copy);
}

function mapBelow(value: Value | undefined): Fields | undefined {
  return value === undefined ? undefined : mapFields(value);
}
