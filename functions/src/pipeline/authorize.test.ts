import type { Caller } from "../contract/caller.ts";
import { collection, owner, where, anyOf, z } from "../define.ts";
import { Registry } from "../policy/registry.ts";
import { authorizer } from "./authorize.ts";
import { toWriteOperation } from "./request-write.ts";

const articles = collection("articles", {
  schema: z.strictObject({ authorId: z.string(), published: z.boolean() }),
  access: {
    read: anyOf(where("published", "==", true), owner("authorId")),
    create: owner("authorId"),
  },
});

const ada: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const authorize = authorizer({
  caller: ada,
  collections: new Registry([articles]),
  now: "2026-11-22T10:00:00.000000Z",
});

const HINT = "createDocument without one makes one";

/** Creates in the collection, and answers why not. */
function refusalOf(collectionId: string, authorId: string, generatedId?: true): string {
  const data = { authorId, published: false };
  const operation = toWriteOperation("create", { path: `${collectionId}/one`, data });
  try {
    authorize({ ...operation, ...(generatedId && { generatedId }) }, { at: "path" });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test("who may create, but not get whatever is there, may not choose the id, and is told so", () => {
  expect(refusalOf("articles", "ada", true)).toBe("");
  expect(refusalOf("articles", "ada")).toContain(HINT);
});

test("that hint tells nothing of the collection", () => {
  const [known, unknown] = ["articles", "nowhere"].map((id) =>
    refusalOf(id, "ada").replaceAll(id, "x"),
  );
  expect(known).toBe(unknown);
  expect(refusalOf("articles", "bob", true)).not.toContain(HINT);
});
