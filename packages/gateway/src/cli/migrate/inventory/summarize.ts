import type { FirestoreAccess } from "./access/firestore-access.ts";
import { patternKey } from "./access/collection-pattern.ts";
import { WRITES, type OperationName } from "./sdk/operation.ts";
import type { Inventory, Unread } from "./take-inventory.ts";

/** What one service does with one collection. */
export interface ServiceUse {
  readonly service: string;
  /** How many places do each operation. */
  readonly operations: Partial<Record<OperationName, number>>;
  readonly reads: boolean;
  readonly writes: boolean;
  /** The operations that the gateway does not carry yet; empty where all can move now. */
  readonly waitsFor: readonly OperationName[];
}

/** A collection and the services that use it. */
export interface CollectionUse {
  readonly collection: string;
  readonly group: boolean;
  readonly services: readonly ServiceUse[];
}

/** How much of one service can move. */
export interface ServiceState {
  readonly service: string;
  readonly places: number;
  /** The collections that it can use through the gateway now. */
  readonly movable: readonly string[];
  /** The collections for which it needs what the gateway does not have yet. */
  readonly waiting: readonly string[];
  /** How many of its accesses have a collection that is not known. */
  readonly unknown: number;
}

/** The inventory by service and collection. */
export interface Summary {
  readonly files: number;
  readonly places: number;
  readonly services: readonly ServiceState[];
  readonly collections: readonly CollectionUse[];
  /** The collections that more than one service writes. */
  readonly writtenByMany: readonly CollectionUse[];
  /** Accesses whose collection is not known. */
  readonly unknown: readonly FirestoreAccess[];
  readonly unread: readonly Unread[];
}

/** Groups accesses by collection and service. */
export function summarize({ files, accesses, unread }: Inventory): Summary {
  const known = accesses.filter(({ unknown }) => unknown === undefined);
  const groups = Map.groupBy(known, ({ collection, group }) =>
    [patternKey(collection), String(group)].join(" "),
  );
  const collections = [...groups.values()].map(collectionUse).toSorted(byName);
  const writers = ({ services }: CollectionUse): number =>
    services.filter(({ writes }) => writes).length;
  return {
    files,
    places: new Set(accesses.map(placeOf)).size,
    services: serviceStates(accesses, collections),
    collections,
    writtenByMany: collections.filter((use) => writers(use) > 1),
    unknown: accesses.filter(({ unknown }) => unknown !== undefined),
    unread,
  };
}

function serviceStates(
  accesses: readonly FirestoreAccess[],
  collections: readonly CollectionUse[],
): readonly ServiceState[] {
  const names = [...new Set(accesses.map(({ service }) => service))].toSorted();
  return names.map((service) => {
    const own = accesses.filter((access) => access.service === service);
    const uses = collections.flatMap(({ collection, services }) =>
      services.flatMap((use) => (use.service === service ? [{ collection, ...use }] : [])),
    );
    return {
      service,
      places: new Set(own.map(placeOf)).size,
      movable: uses.flatMap((use) => (use.waitsFor.length === 0 ? [use.collection] : [])),
      waiting: uses.flatMap((use) => (use.waitsFor.length > 0 ? [use.collection] : [])),
      unknown: own.filter(({ unknown }) => unknown !== undefined).length,
    };
  });
}

/** An access's place, as editors open it. */
export function placeOf({ file, line }: FirestoreAccess): string {
  return `${file}:${line}`;
}

function byName(a: CollectionUse, b: CollectionUse): number {
  if (a.collection === b.collection) return Number(a.group) - Number(b.group);
  return a.collection < b.collection ? -1 : 1;
}

function collectionUse(accesses: readonly FirestoreAccess[]): CollectionUse {
  const names = Map.groupBy(accesses, ({ collection }) => collection);
  const [collection = ""] = [...names].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const byService = Map.groupBy(accesses, ({ service }) => service);
  const services = [...byService]
    .map(([service, own]) => serviceUse(service, own))
    .toSorted((a, b) => (a.service < b.service ? -1 : 1));
  return { collection, group: accesses[0]?.group === true, services };
}

function serviceUse(service: string, accesses: readonly FirestoreAccess[]): ServiceUse {
  const operations: Partial<Record<OperationName, number>> = {};
  for (const { operation } of accesses) operations[operation] = (operations[operation] ?? 0) + 1;
  const waiting = accesses.filter(({ gateway }) => gateway === undefined);
  return {
    service,
    operations,
    reads: accesses.some(({ operation }) => !WRITES.has(operation)),
    writes: accesses.some(({ operation }) => WRITES.has(operation)),
    waitsFor: [...new Set(waiting.map(({ operation }) => operation))],
  };
}
