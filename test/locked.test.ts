import { assertFails, initializeTestEnvironment } from "@firebase/rules-unit-testing";
import type { RulesTestContext, RulesTestEnvironment } from "@firebase/rules-unit-testing";
import {
  collection,
  collectionGroup,
  deleteDoc,
  doc,
  getDoc,
  getDocs,
  setDoc,
  updateDoc,
} from "firebase/firestore";
import type { Firestore } from "firebase/firestore";
import { emulators } from "./support/emulators.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

const CLIENTS: readonly (readonly [string, (rules: RulesTestEnvironment) => RulesTestContext])[] = [
  ["nobody", (rules) => rules.unauthenticatedContext()],
  ["a user", (rules) => rules.authenticatedContext("ada")],
  ["a user with the admin claim", (rules) => rules.authenticatedContext("root", { admin: true })],
  [
    "a service with the admin claim",
    (rules) => rules.authenticatedContext("service:catalog", { service: "catalog", admin: true }),
  ],
];

const PATHS: readonly (readonly [string, string])[] = [
  ["declared", "movies/locked"],
  ["undeclared", "secrets/locked"],
  ["nested, and the user's own", "users/ada/notes/locked"],
  ["nested under nothing declared", "a/b/c/d/e/f"],
  ["the quotas'", "_quotas/locked"],
  ["the request records'", "_requests/locked"],
];

type Operation = (db: Firestore, path: string) => Promise<unknown>;

const OPERATIONS: readonly (readonly [string, Operation])[] = [
  ["get", (db, path) => getDoc(doc(db, path))],
  ["get a missing document", (db, path) => getDoc(doc(db, `${path}-missing`))],
  ["list", (db, path) => getDocs(collection(db, collectionOf(path)))],
  ["list the collection group", (db, path) => getDocs(collectionGroup(db, collectionIdOf(path)))],
  ["create", (db, path) => setDoc(doc(db, `${path}-new`), { text: "mine" })],
  ["overwrite", (db, path) => setDoc(doc(db, path), { text: "mine" })],
  ["update", (db, path) => updateDoc(doc(db, path), { text: "mine" })],
  ["delete", (db, path) => deleteDoc(doc(db, path))],
];

let rules: RulesTestEnvironment;

beforeAll(async () => {
  const [host = "", port] = emulators.firestore.split(":");
  // No rules given here: those under test are the ones that the emulator found in firebase.json.
  rules = await initializeTestEnvironment({
    projectId: emulators.project,
    firestore: { host, port: Number(port) },
  });
  for (const [, path] of PATHS) {
    await rawFirestore.set(path, { text: { stringValue: "stored" } });
  }
});

afterAll(async () => {
  for (const [, path] of PATHS) await rawFirestore.delete(path);
  await rules.cleanup();
});

describe.each(CLIENTS)("%s", (_client, contextOf) => {
  describe.each(PATHS)("at a path that is %s (%s)", (_kind, path) => {
    test.each(OPERATIONS)("can't %s", async (_operation, attempt) => {
      // The rules' library speaks of Firebase's old client; its database is the new one's as well.
      const db = contextOf(rules).firestore() as unknown as Firestore;
      const error: unknown = await assertFails(attempt(db, path));
      expect(error).toMatchObject({ code: "permission-denied" });
    });
  });
});

test("what is stored is still as it was", async () => {
  for (const [, path] of PATHS) {
    expect(await rawFirestore.get(path)).toMatchObject({
      fields: { text: { stringValue: "stored" } },
    });
    expect(await rawFirestore.get(`${path}-new`)).toBeNull();
  }
});

function collectionOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function collectionIdOf(path: string): string {
  return collectionOf(path).split("/").at(-1) ?? "";
}
