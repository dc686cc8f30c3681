import * as z from "zod";
import type { Caller } from "../caller/caller.ts";
import type { GatewayError } from "../errors/error.ts";
import { anyone, collection } from "../index.ts";
import { Registry } from "../collection/registry.ts";
import { toWriteOperation } from "../request/request-write.ts";
import type { Fields } from "../values/value.ts";
import { authorizer } from "./authorize.ts";

const notes = collection("notes", {
  schema: z.looseObject({ kind: z.string().default("n".repeat(200)) }),
  access: { read: anyone(), write: anyone() },
  ids: "open",
  unindexed: ["exempt"],
});
const caller: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const authorize = authorizer({
  caller,
  collections: new Registry([notes]),
  now: "2026-11-22T10:00:00.000000Z",
});

/** What is wrong with the document as a whole, if anything. */
function problemOf(kind: "create" | "set" | "update" | "merge", data: Fields): unknown {
  const written = { path: "notes/one", data, ...(kind === "merge" && { merge: true as const }) };
  try {
    authorize(toWriteOperation(kind === "merge" ? "set" : kind, written), { at: "path" });
    return undefined;
  } catch (error) {
    const { reason, details } = error as GatewayError;
    return [reason, details["fieldViolations"]];
  }
}

describe.each(["create", "set", "update", "merge"] as const)("what a %s writes", (kind) => {
  test("has at most 1 MiB", () => {
    const half = "a".repeat(524_100);
    expect(problemOf(kind, { a: half, b: half })).toBeUndefined();
    expect(problemOf(kind, { a: half, b: half, c: "c".repeat(1_000) })).toEqual([
      "INVALID_DOCUMENT",
      [{ field: "", description: "a document must be at most 1048576 bytes large" }],
    ]);
  });

  test("has at most 40,000 entries in automatic indexes, exempt fields not counted", () => {
    const many = Array<number>(39_998).fill(1);
    expect(problemOf(kind, { a: many, exempt: many, kind: "" })).toBeUndefined();
    expect(problemOf(kind, { a: many, b: 1, kind: "" })).toEqual([
      "INVALID_DOCUMENT",
      [expect.objectContaining({ description: expect.stringContaining("40000 entries") })],
    ]);
  });
});

test("a schema's defaults count, too", () => {
  const half = "a".repeat(524_100);
  const spare = 1_048_576 - 2 * half.length - 200;
  const data = { a: half, b: half, c: "c".repeat(spare) };
  expect(problemOf("create", { ...data, kind: "" })).toBeUndefined();
  expect(problemOf("create", data)).toBeDefined();
});
