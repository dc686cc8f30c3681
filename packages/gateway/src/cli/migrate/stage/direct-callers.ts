import { namesCollection, type DirectAccessGroup } from "./direct-access-group.ts";
import type { Migration } from "./migration-file.ts";

/** Somebody who still reads or writes Firestore directly. */
export interface DirectCaller {
  /** The account of a server; undefined for what the log does not name, as users of apps. */
  readonly principal?: string;
  /** The services of migration.json that it may be. */
  readonly services: readonly string[];
  readonly collections: readonly string[];
  readonly methods: readonly string[];
  readonly accesses: number;
  /** Those that name no collection: they may be of any. */
  readonly unnamed: number;
  readonly lastAt: string;
}

/** Who goes direct, those with most accesses first. */
export function directCallers(
  accesses: readonly DirectAccessGroup[],
  migration: Migration,
): readonly DirectCaller[] {
  const byPrincipal = Map.groupBy(accesses, ({ principal }) => principal);
  return [...byPrincipal]
    .map(([principal, own]): DirectCaller => {
      const sum = (groups: readonly DirectAccessGroup[]): number =>
        groups.reduce((total, { count }) => total + count, 0);
      return {
        ...(principal !== undefined && { principal }),
        services: servicesOf(principal, migration),
        collections: sorted(
          own.flatMap((one) => [...one.collections, ...one.groups.map((id) => `**/${id}`)]),
        ),
        methods: sorted(own.flatMap(({ methods }) => methods)),
        accesses: sum(own),
        unnamed: sum(own.filter((one) => !namesCollection(one))),
        lastAt: own.map((one) => one.lastAt).reduce((last, at) => (at > last ? at : last)),
      };
    })
    .toSorted((a, b) => b.accesses - a.accesses);
}

/** The services that go direct as an account; those without an account of their own are apps. */
export function servicesOf(
  principal: string | undefined,
  { services }: Migration,
): readonly string[] {
  return Object.entries(services).flatMap(([name, { account }]) =>
    account === principal ? [name] : [],
  );
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
