import type { AuditLog, DirectAccess } from "./direct-traffic.ts";

/** Direct accesses of one day, by one account, to the same collections. */
export interface DirectAccessGroup extends Pick<
  DirectAccess,
  "principal" | "collections" | "groups"
> {
  /** `2026-11-27`, in UTC as the log has it. */
  readonly day: string;
  readonly count: number;
  readonly methods: readonly string[];
  readonly lastAt: string;
}

/** The log's direct accesses, counted: of thousands a few are left. */
export function directAccessGroups({ direct }: AuditLog): readonly DirectAccessGroup[] {
  const groups = new Map<string, DirectAccessGroup>();
  for (const { at, method, principal, collections, groups: ids } of direct) {
    const day = at.slice(0, 10);
    const key = JSON.stringify([day, principal, collections, ids]);
    const known = groups.get(key);
    const methods = known?.methods ?? [];
    groups.set(key, {
      principal,
      collections,
      groups: ids,
      day,
      count: (known?.count ?? 0) + 1,
      methods: methods.includes(method) ? methods : [...methods, method].toSorted(),
      lastAt: known === undefined || at > known.lastAt ? at : known.lastAt,
    });
  }
  return [...groups.values()];
}

/** Whether the accesses name a collection at all: else they may be of any. */
export function namesCollection({
  collections,
  groups,
}: Pick<DirectAccess, "collections" | "groups">): boolean {
  return collections.length + groups.length > 0;
}
