import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CollectionDefinition } from "../../collection/collection.ts";
import { ownCollections } from "../../documents/own-collections.ts";
import { indexesById } from "../../indexes/collection-indexes.ts";
import { indexFile, type OwnRecords } from "../../indexes/index-file.ts";
import { PlainError } from "../command/plain-error.ts";
import type { ProjectFolder } from "../project/find-project.ts";
import { parseFirebaseJson } from "../project/firebase-json.ts";
import type { LoadedGateway } from "../project/load-gateways.ts";
import { settingFor } from "../project/setting-for.ts";
import { mergeIndexes } from "./merge-indexes.ts";
import { missingIndexes, type ListedIndexes } from "./missing-indexes.ts";

/** An index file of a project, as the gateways of its database declare it. */
export interface DeclaredIndexFile {
  readonly database: string;
  /** As firebase.json names it. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
  /** Whether the file is so already. */
  readonly isCurrent: boolean;
  /** What it lists of the gateways' collections and they don't declare, each as a line to read. */
  readonly undeclared: readonly string[];
}

/**
 * The index files of the databases that gateways use.
 *
 * @param project whose databases they are, where parameters name them @default everybody's
 * @throws PlainError where firebase.json names none for a gateway's database, or definitions of two
 * gateways contradict each other
 */
export function indexFiles(
  { folder, config }: ProjectFolder,
  gateways: readonly LoadedGateway[],
  project?: string,
): readonly DeclaredIndexFile[] {
  const uses = gateways.flatMap((gateway) => databaseUses(gateway, project));
  const byDatabase = Map.groupBy(uses, ({ database }) => database);
  return [...byDatabase].map(([database, ofDatabase]) => {
    const found = config.firestore.find((one) => one.database === database && !one.target);
    if (found?.indexes === undefined) throw new PlainError(noIndexFile(database));
    const path = join(folder, found.indexes);
    return { database, name: found.indexes, path, ...contentOf(path, ofDatabase) };
  });
}

/** What one gateway has in one database. */
interface DatabaseUse {
  readonly database: string;
  readonly collections: readonly CollectionDefinition[];
  /** The collections of the gateway's own whose documents expire. */
  readonly own: OwnRecords;
}

function databaseUses(
  { options, folder }: LoadedGateway,
  project: string | undefined,
): readonly DatabaseUse[] {
  const { collections, databases, namespace } = options;
  const { quotas, requests, usage, audit } = ownCollections(namespace);
  const database = settingFor(options.databaseId, {
    folder,
    ...(project !== undefined && { project }),
  });
  return [
    { database, collections, own: { byId: [quotas, requests, usage], audits: [audit] } },
    ...Object.entries(databases).map(([id, other]) => {
      const own = { byId: [requests], audits: [audit] };
      return { database: id, collections: other.collections, own };
    }),
  ];
}

function noIndexFile(database: string): string {
  const other = database === "(default)" ? "" : `"database": "${database}", `;
  return (
    `firebase.json names no index file for the database ${database}, which a gateway uses: ` +
    `add it as "firestore": { ${other}"indexes": "firestore.indexes.json" }, or change the gateway's databases.`
  );
}

function contentOf(
  path: string,
  uses: readonly DatabaseUse[],
): Pick<DeclaredIndexFile, "text" | "isCurrent" | "undeclared"> {
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  const listed = before === undefined ? {} : (parseFirebaseJson(before, path) as ListedIndexes);
  const byId = declaredIndexes(uses);
  const own = {
    byId: uses.flatMap(({ own: { byId: ids } }) => ids),
    audits: uses.flatMap(({ own: { audits } }) => audits),
  };
  const merged = mergeIndexes(
    indexFile(byId, own),
    listed,
    new Set([...byId.keys(), ...own.byId, ...own.audits]),
  );
  const text = `${JSON.stringify(merged, null, 2)}\n`;
  return { text, isCurrent: before === text, undeclared: missingIndexes(listed, merged) };
}

function declaredIndexes(uses: readonly DatabaseUse[]) {
  try {
    return indexesById(uses.flatMap(({ collections }) => collections));
  } catch (cause) {
    throw new PlainError((cause as Error).message, { cause });
  }
}
