import { counted } from "../inventory/report/words.ts";
import type { Migration } from "./migration-file.ts";
import { hasMoved } from "./use-progress.ts";

/** How far a service is, over all of its collections. */
export interface ServiceProgress {
  readonly service: string;
  readonly owner: string;
  /** The service account that it runs as, where it is a server. */
  readonly account?: string;
  readonly collections: number;
  /** Of them those that it reaches through the gateway alone. */
  readonly moved: number;
  /** Whether no service that runs as the account goes direct any more. */
  readonly isAccountFree: boolean;
}

export function serviceProgress(migration: Migration): readonly ServiceProgress[] {
  const { services, collections } = migration;
  return Object.entries(services).map(([service, { owner, account }]) => {
    const uses = Object.values(collections).flatMap((one) => one.services[service] ?? []);
    return {
      service,
      owner,
      ...(account !== undefined && { account }),
      collections: uses.length,
      moved: uses.filter(hasMoved).length,
      isAccountFree: account !== undefined && hasAccountMoved(account, migration),
    };
  });
}

/**
 * Whether every service that runs as the account has moved, with all of its collections. The
 * gateway's own account needs its roles.
 */
export function hasAccountMoved(account: string, migration: Migration): boolean {
  const { services, collections, gatewayAccount } = migration;
  if (account === gatewayAccount) return false;
  const uses = Object.values(collections).flatMap((one) =>
    Object.entries(one.services).filter(([service]) => services[service]?.account === account),
  );
  return uses.length > 0 && uses.every(([, use]) => hasMoved(use));
}

/** `api (bob): 2 of 2 collections through the gateway`, and what is left to do then. */
export function serviceProgressInWords(progress: ServiceProgress): string {
  const { service, owner, account, collections, moved, isAccountFree } = progress;
  const far = `${service} (${owner}): ${String(moved)} of ${counted(collections, "collection")} through the gateway`;
  return isAccountFree ? `${far}; Firestore's roles can be taken from ${String(account)}` : far;
}
