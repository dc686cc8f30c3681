import * as z from "zod";
import type { Caller } from "../caller/caller.ts";
import { GatewayError } from "../errors/error.ts";
import type { Fields } from "../values/value.ts";
import { anyData, anyone, collection, where } from "../index.ts";
import { Registry } from "../collection/registry.ts";
import { authorizer } from "../authorize/authorize.ts";
import type { StoredDocument } from "../documents/store.ts";
import { toBatchOperation } from "../request/request-write.ts";
import { decideWrites, grantsToRead } from "./decide-writes.ts";

const ada: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const VERSION = "2026-11-22T10:00:00.000001Z";
const NOW = "2026-11-22T11:00:00.000000Z";
const schema = z.strictObject({
  n: z.int().max(3).optional(),
  text: z.string().optional(),
  open: z.boolean().optional(),
});
const authorize = authorizer({
  caller: ada,
  collections: new Registry([
    collection("free", { schema, access: { get: anyone(), write: anyone() } }),
    collection("gated", {
      schema,
      access: { get: anyone(), create: anyone(), write: where("open", "==", true) },
    }),
    collection("closed", {
      schema,
      access: { read: where("open", "==", true), write: where("open", "==", true) },
      ids: "open",
    }),
  ]),
  now: NOW,
});

type Writes = readonly Parameters<typeof toBatchOperation>[0][];

function grantsFor(writes: Writes) {
  return writes.map((write, index) =>
    authorize(toBatchOperation(write, index), { at: `writes[${String(index)}]`, index }),
  );
}

/** Each write's precondition and what it leaves, or why it is refused. */
function decide(writes: Writes, stored: Record<string, StoredDocument["data"] | null> = {}) {
  const documents = Object.entries(stored).map(([path, data]) => {
    const document = data && { path, data, createTime: VERSION, updateTime: VERSION };
    return [path, document] as const;
  });
  const known = { stored: new Map(documents), others: new Map(), expiredRecord: null };
  return decideWrites(grantsFor(writes), known).map((decided) => {
    if (decided instanceof GatewayError) return decided.reason;
    return [decided.write.precondition, decided.after && decided.after.data];
  });
}

const path = "gated/a";
const set = (data: Fields) => ({ op: "set", path, data }) as const;
const update = (data: Fields) => ({ op: "update", path, data }) as const;
const remove = { op: "delete", path } as const;

test("only what the last write leaves may not be larger than Firestore stores", () => {
  const text = "x".repeat(600_000);
  const unlimited = collection("large", {
    schema: anyData(),
    access: { get: anyone(), create: anyone(), write: where("open", "==", true) },
  });
  const large = authorizer({ caller: ada, collections: new Registry([unlimited]), now: NOW });
  const decideLarge = (...changes: Fields[]) => {
    const document = { path: "large/a", data: { open: true }, createTime: NOW, updateTime: NOW };
    const known = {
      stored: new Map([["large/a", document]]),
      others: new Map(),
      expiredRecord: null,
    };
    const grants = changes.map((data, index) => {
      const operation = toBatchOperation({ op: "update", path: "large/a", data }, index);
      return large(operation, { at: "writes", index });
    });
    return decideWrites(grants, known).map((one) => one instanceof GatewayError && one.reason);
  };
  const grown = [{ a: text }, { b: text }];
  expect(decideLarge(...grown)).toEqual([false, "INVALID_DOCUMENT"]);
  expect(decideLarge(...grown, { a: { $delete: true } })).toEqual([false, false, false]);
});

test("of a document that was read, the first write stands under what was read, and the others under nothing", () => {
  const writes = [update({ n: 1 }), update({ n: 2 }), { ...remove, ifExists: true }] as const;
  expect(decide(writes, { [path]: { open: true } })).toEqual([
    [{ updateTime: VERSION }, { open: true, n: 1 }],
    [undefined, { open: true, n: 2 }],
    [undefined, null],
  ]);
  expect(decide([set({ n: 1, open: true }), update({ n: 2 })], { [path]: null })).toEqual([
    [{ exists: false }, { open: true, n: 1 }],
    [undefined, { open: true, n: 2 }],
  ]);
});

test("where nothing was read, each write stands under its own condition", () => {
  const at = "free/a";
  const writes = [
    { op: "create", path: at, data: {} },
    { op: "update", path: at, data: { text: "x" } },
    { op: "delete", path: at },
  ] as const;
  expect(decide(writes)).toEqual([
    [{ exists: false }, undefined],
    [{ exists: true }, undefined],
    [undefined, undefined],
  ]);
});

test("what one write closes is closed to the next, and what is made anew is as it was made", () => {
  const stored = { [path]: { open: true } };
  const text = update({ text: "x" });
  expect(decide([{ ...remove }, set({ open: true }), text], stored).at(-1)).toEqual([
    undefined,
    { open: true, text: "x" },
  ]);
  expect(decide([{ ...remove }, set({ n: 1 }), text], stored)).toEqual([
    [{ updateTime: VERSION }, null],
    [undefined, { n: 1 }],
    "FORBIDDEN",
  ]);
});

test("what a write of the commit has left missing can be deleted again, but not what was missing before", () => {
  const removed = [undefined, null];
  const there = { "closed/a": { open: true } };
  const missing = { "closed/a": null };
  const again = { op: "delete", path: "closed/a" } as const;
  const make = { op: "set", path: "closed/a", data: { open: true } } as const;
  const onVersion = { ...again, ifUpdateTime: VERSION } as const;
  expect(decide([again, again, again], there).slice(1)).toEqual([removed, removed]);
  expect(decide([onVersion, onVersion], there).slice(1)).toEqual([removed]);
  expect(decide([make, again, again], missing).slice(1)).toEqual([removed, removed]);
  expect(decide([again, make, again, again], there).slice(2)).toEqual([removed, removed]);
  expect(decide([again, again], missing)).toContain("DOCUMENT_NOT_FOUND");
  expect(decide([again, { ...again, ifExists: true }], there)).toContain("STALE");
});

test("a write is checked on what the writes before it leave", () => {
  const more = update({ n: { $increment: 1 } });
  expect(decide([more, more], { [path]: { open: true, n: 2 } })).toEqual([
    expect.anything(),
    "INVALID_DOCUMENT",
  ]);
  expect(decide([update({ n: 0 }), more], { [path]: { open: true, n: 3 } })[1]).toEqual([
    undefined,
    { open: true, n: 1 },
  ]);
});

test("all writes of a document are read for, where one of them depends on it", () => {
  const read = (writes: Writes) =>
    grantsToRead(grantsFor(writes)).map(({ operation }) => operation.path);
  expect(read([{ op: "set", path: "free/a", data: {} }, set({ open: true })])).toEqual([path]);
  const create = { op: "create", path, data: { open: true } } as const;
  expect(read([create])).toEqual([]);
  expect(read([create, update({ n: 1 })])).toEqual([path, path]);
});
