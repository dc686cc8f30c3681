import type { FirestoreAccess } from "../access/firestore-access.ts";
import type { OperationName } from "../sdk/operation.ts";
import type { CollectionUse, ServiceState, ServiceUse } from "../summarize.ts";

/** A collection's name; of a collection group, that it is one. */
export function collectionName({
  collection,
  group,
}: Pick<CollectionUse, "collection" | "group">): string {
  return group ? `${collection} (collection group)` : collection;
}

/** `get 3, update 1` */
export function operationsInWords({ operations }: ServiceUse): string {
  return Object.entries(operations)
    .map(([operation, count]) => `${operation} ${count}`)
    .join(", ");
}

/** Whether a service's use of a collection can move to the gateway, and if not, for what it waits. */
export function moveInWords({ waitsFor }: ServiceUse): string {
  if (waitsFor.length === 0) return "now";
  return waitsFor.map((operation) => `${WAITED_FOR[operation] ?? operation} (not yet)`).join(", ");
}

const WAITED_FOR: Partial<Record<OperationName, string>> = {
  listen: "live listeners",
  pipeline: "pipelines",
};

/** `reads`, `writes` or both. */
export function directionInWords({ reads, writes }: ServiceUse): string {
  if (reads && writes) return "reads, writes";
  return writes ? "writes" : "reads";
}

/** A number and what it counts. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** What of a service can move now, and what it waits for. */
export function serviceInWords({ service, movable, waiting, unknown }: ServiceState): string {
  const all = movable.length + waiting.length;
  const can = `${service}: ${movable.length} of ${counted(all, "collection")} can move now`;
  return unknown === 0
    ? can
    : `${can}; ${counted(unknown, "access has an", "accesses have an")} unknown collection`;
}

/** An operation, and what it is part of. */
export function operationOf({ operation, within }: FirestoreAccess): string {
  return within === undefined ? operation : `${operation} (${within})`;
}
