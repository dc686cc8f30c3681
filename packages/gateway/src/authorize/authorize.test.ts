import * as z from "zod";
import type { Caller } from "../caller/caller.ts";
import { GatewayError } from "../errors/error.ts";
import { admin, anyone, collection, owner, where, anyOf } from "../index.ts";
import { Registry } from "../collection/registry.ts";
import { authorizer } from "./authorize.ts";
import { toWriteOperation } from "../request/request-write.ts";

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

const secret = collection("secret", {
  schema: z.strictObject({ shown: z.string(), stars: z.number() }).loose(),
  access: { read: where("clearance", "==", "low") },
  fields: { clearance: { read: admin() } },
});
const open = collection("open", {
  schema: z.looseObject({}),
  access: { read: anyone() },
});

test("a query under a policy on a field that the caller may not read never names it", () => {
  const query = {
    where: { field: ["shown"], op: "==", value: "a" },
    orderBy: [{ field: ["stars"], direction: "desc" }],
    limit: 1,
  } as const;
  const errorFor = (id: string, caller: Caller) => {
    const may = authorizer({
      caller,
      collections: new Registry([secret, open]),
      now: "2026-11-22T10:00:00.000000Z",
    });
    try {
      may({ kind: "list", query: { collection: id, ...query } }, { at: "collection" });
    } catch (error) {
      if (error instanceof GatewayError) return error;
    }
    throw new Error("It is not covered.");
  };
  const hidden = errorFor("secret", ada);
  expect(hidden.reason).toBe("QUERY_NOT_COVERED");
  expect(JSON.stringify([hidden.message, hidden.details])).not.toContain("clearance");
  expect(errorFor("secret", { ...ada, admin: true }).message).toContain("clearance");
  expect(errorFor("open", ada).details).toEqual({
    missing: [{ option: "indexes", index: ["shown", "stars desc"] }],
  });
});
