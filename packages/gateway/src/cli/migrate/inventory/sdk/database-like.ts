const DATABASE_NAME =
  /^(?:db|database|firestore|fs|afs|store|dbClient)$|(?:firestore|[a-z]Db|_db|DB|Firestore)$/i;
const DATABASE_METHODS = new Set([
  "collection",
  "doc",
  "collectionGroup",
  "batch",
  "bulkWriter",
  "runTransaction",
  "getAll",
  "recursiveDelete",
]);

/** Whether what is called `name`, of which nothing else is known, is a database by its method. */
export function isDatabaseLike(name: string, method: string): boolean {
  return DATABASE_METHODS.has(method) && hasDatabaseName(name);
}

/** Whether a name is one that databases are given. */
export function hasDatabaseName(name: string): boolean {
  return DATABASE_NAME.test(name);
}
