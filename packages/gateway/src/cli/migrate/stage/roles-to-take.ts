import { entryOf, type Migration } from "./migration-file.ts";
import { hasAccountMoved } from "./service-progress.ts";

const ANY = ["<account>"];

/**
 * The commands that take Firestore's role from the servers that need it no more: those that
 * services which use the collections run as, where all that run so have moved.
 */
export function rolesToTake(
  migration: Migration | undefined,
  collections: readonly string[],
): string {
  const accounts = migration === undefined ? ANY : movedAccounts(migration, collections);
  if (accounts.length === 0) return "";
  const commands = accounts.map(
    (account) =>
      `  gcloud projects remove-iam-policy-binding <project> --member=serviceAccount:${account} --role=roles/datastore.user\n`,
  );
  return `Servers go past rules. From the account of each that has moved, take Firestore's roles:\n${commands.join("")}`;
}

function movedAccounts(migration: Migration, collections: readonly string[]): readonly string[] {
  const using = new Set(
    collections.flatMap((name) => Object.keys(entryOf(migration, name)?.[1].services ?? {})),
  );
  const accounts = [...using].flatMap((service) => migration.services[service]?.account ?? []);
  return [...new Set(accounts)].filter((account) => hasAccountMoved(account, migration));
}
