import { indexedDb, type IdbDatabase, type IndexedDb } from "./indexed-db.ts";
import { isPageEnding } from "./page-end.ts";

/** The connections that the SDK's instances have in this page, by the names of their databases. */
const connections = new Map<string, Set<IdbDatabase>>();

/** A database of the SDK's, as its indexedDbStoragePrefix names it. */
const OF_THE_SDK = /^firestore\/.+\/main$/;

const idb = indexedDb();
if (idb !== undefined) watch(idb);

/**
 * The databases with queues of `projects/p/databases/d` that instances of the SDK have open in this
 * page: `firestore/{app}/{project}[.{database}]/main`. An instance whose writes are in memory, since
 * it was set up so or since another tab has the queue for itself, has none open.
 */
export function openQueues(database: string): readonly string[] {
  const [, project = "", , id = ""] = database.split("/");
  const end = `/${project}${id === "(default)" ? "" : `.${id}`}/main`;
  const names = [...connections.keys()].filter((name) => name.endsWith(end));
  return names.filter((name) => connections.get(name)?.size !== 0);
}

/**
 * Notes what is opened in this page from now on. This module is loaded with the SDK, so before the
 * SDK opens anything.
 */
function watch(watched: IndexedDb): void {
  const open = watched.open.bind(watched);
  watched.open = (name, version) => {
    const request = version === undefined ? open(name) : open(name, version);
    // The SDK says which version it wants; who only reads its stores does not.
    if (version !== undefined && OF_THE_SDK.test(name)) {
      request.addEventListener("success", () => note(name, request.result));
    }
    return request;
  };
}

function note(name: string, connection: IdbDatabase): void {
  const open = connections.get(name) ?? new Set();
  connections.set(name, open.add(connection));
  const close = connection.close.bind(connection);
  connection.close = () => {
    // The SDK closes it as its page is left, and sends what is stored there for a moment longer.
    if (!isPageEnding()) open.delete(connection);
    close();
  };
  connection.addEventListener("close", () => void open.delete(connection));
}
