import fc from "fast-check";
import { checkListedPath } from "../paths/path.ts";
import { documentPath } from "../values/value.arbitrary.ts";
import { isInCollection } from "../query/is-in-collection.ts";
import { RestStore } from "./rest-store.ts";
import { MisplacedDocumentError } from "./rest/misplaced-document-error.ts";

const ROOT = "projects/p/databases/d/documents/";
const TIME = "2026-11-22T10:00:00Z";

/** A store whose Firestore finds these documents, whatever is asked. */
function storeThatFinds(names: readonly string[]): RestStore {
  const answer = names.map((name) => ({
    document: { name, createTime: TIME, updateTime: TIME },
    readTime: TIME,
  }));
  return new RestStore({ read: () => Promise.resolve(answer), write: () => fail() }, ROOT);
}

function fail(): never {
  throw new Error("Nothing is written here.");
}

const query = { collection: "users/u1/notes", orderBy: [] };
const group = { collection: "notes", allDescendants: true, orderBy: [] };

test.each([
  "users/u2/notes/a",
  "users/u1 /notes/a",
  "users/u1/notes/a/notes/b",
  "users/u1/other/a",
  "notes/a",
  "users/u1",
])("what lies at %j is not answered to who lists users/u1/notes", async (path) => {
  const store = storeThatFinds([`${ROOT}users/u1/notes/a`, ROOT + path]);
  await expect(store.query(query, {})).rejects.toThrow(MisplacedDocumentError);
});

test.each(["users/u1/other/a", "notes/a/b/c", "users/u1/my notes/a"])(
  "what lies at %j is not answered to who lists the group notes",
  async (path) => {
    await expect(storeThatFinds([ROOT + path]).query(group, {})).rejects.toThrow(
      MisplacedDocumentError,
    );
  },
);

test("what lies in another database is not answered", async () => {
  const name = "projects/p/databases/e/documents/users/u1/notes/a";
  for (const asked of [query, group]) {
    await expect(storeThatFinds([name]).query(asked, {})).rejects.toThrow(MisplacedDocumentError);
  }
});

test("whatever comes back lies where it was looked for", async () => {
  const property = fc.asyncProperty(
    fc.array(documentPath, { maxLength: 3 }),
    documentPath,
    fc.boolean(),
    async (paths, other, allDescendants) => {
      const parts = other.split("/").slice(0, -1);
      const collection = allDescendants ? (parts.at(-1) as string) : parts.join("/");
      fc.pre(checkListedPath(collection) === undefined);
      const asked = { collection, orderBy: [], ...(allDescendants && { allDescendants }) };
      const found = [...paths, other];
      const answered = await storeThatFinds(found.map((path) => ROOT + path))
        .query(asked, {})
        .then(({ documents }) => documents.map(({ path }) => path))
        .catch((error: Error) => error.name);
      if (found.every((path) => isInCollection(path, asked))) expect(answered).toEqual(found);
      else expect(answered).toBe("MisplacedDocumentError");
    },
  );
  await fc.assert(property);
});
