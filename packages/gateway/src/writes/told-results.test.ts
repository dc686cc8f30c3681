import * as z from "zod";
import type { Caller } from "../caller/caller.ts";
import type { Fields } from "../values/value.ts";
import type { SentTransform } from "../wire/wire-transforms.ts";
import type { WriteOperation } from "../request/operation.ts";
import { anyone, collection, createdAt, nobody, timestamp, updatedAt, where } from "../index.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import type { WriteResult } from "../documents/store.ts";
import { Registry } from "../collection/registry.ts";
import { authorizer } from "../authorize/authorize.ts";
import { Call } from "../call/call.ts";
import type { CallContext } from "../call/call-context.ts";
import { commitWrites } from "./commit-writes.ts";
import { writeEach } from "./write-each.ts";

const ada: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const NOW = "2026-11-22T11:00:00.000000Z";
const MADE = { $timestamp: "2020-01-01T00:00:00.000000Z" };
const schema = z.strictObject({
  n: z.number().optional(),
  secret: z.number().optional(),
  l: z.array(z.int()).optional(),
  at: timestamp().optional(),
  open: z.boolean().optional(),
  m: z.strictObject({ n: z.number().optional(), at: timestamp().optional() }).optional(),
  made: createdAt(),
  changed: updatedAt(),
});
/** Of which nothing changes unless the caller changes it. */
const numbered = z.strictObject({ n: z.number() });
const fields = { secret: { read: nobody(), write: anyone() } };
const write = anyone();
const authorize = authorizer({
  caller: ada,
  collections: new Registry([
    collection("seen", { schema, access: { get: anyone(), write }, fields }),
    collection("plain", { schema, access: { get: anyone(), write } }),
    collection("partly", {
      schema,
      access: { get: where("open", "==", true), update: where("made", "==", MADE) },
      fields,
    }),
    collection("blind", { schema, access: { get: where("open", "==", true), write }, fields }),
    collection("unseen", { schema, access: { get: nobody(), write }, fields }),
    collection("version-seen", { schema: numbered, access: { get: anyone(), write } }),
    collection("version-blind", { schema: numbered, access: { get: where("n", "==", 5), write } }),
    collection("version-unseen", { schema: numbered, access: { get: nobody(), write } }),
  ]),
  now: NOW,
});

const TRANSFORMS: readonly SentTransform[] = [
  { field: ["n"], transform: { $increment: 2 } },
  { field: ["secret"], transform: { $maximum: 9 } },
  { field: ["at"], transform: { $serverTimestamp: true } },
  { field: ["l"], transform: { $arrayUnion: [2] } },
  { field: ["changed"], transform: { $serverTimestamp: true } },
];

async function told(
  operation: WriteOperation,
  stored: Fields | null,
  how: "together" | "alone" = "together",
) {
  const documents = new MemoryStore({ now: () => Date.parse(NOW) });
  const { path } = operation;
  if (stored) await documents.commit([{ kind: "update", path, fields: stored }], {});
  const call = new Call("batchWrite", 60_000, Date.now);
  const gateway: Partial<CallContext["gateway"]> = { documents };
  const context = { gateway, call } as CallContext;
  const grants = [authorize(operation, { at: "" })];
  const committed =
    how === "alone"
      ? { writeResults: await writeEach(grants, context), commitTime: undefined }
      : await commitWrites(grants, context);
  call.end();
  const [result] = committed.writeResults as readonly WriteResult[];
  const { documents: left } = await documents.get([path], {});
  const { transformResults: results, updateTime: version } = result ?? {};
  return { results, version, commitTime: committed.commitTime, left: left[0] };
}

const stored = { n: 5, secret: 7, l: [1], made: MADE, changed: MADE };

test.each(["together", "alone"] as const)(
  "each transform has one result, in order, written %s: what the gateway adds has none, and a hidden field's is null",
  async (how) => {
    const operation = { kind: "update", path: "seen/a", data: {}, transforms: TRANSFORMS } as const;
    const { results, left } = await told(operation, stored, how);
    expect(results).toEqual([7, null, left?.data["at"], null, left?.data["changed"]]);
    expect(left?.data).toMatchObject({ secret: 9, l: [1, 2], made: MADE });
  },
);

test.each([
  ["partly", "to be gettable", { ...stored, open: true }, 7],
  ["partly", "not to be gettable", stored, null],
  ["blind", "nothing, since it is not read", { ...stored, open: true }, null],
  ["unseen", "nothing", stored, null],
])(
  "what a number came to is told only of a document that is known to be the caller's to get: %s, known %s",
  async (name, _known, data, number) => {
    const transforms = TRANSFORMS.slice(0, 3);
    const operation = { kind: "update", path: `${name}/a`, data: {}, transforms } as const;
    const { results, left } = await told(operation, data);
    expect(results).toEqual([number, null, left?.data["at"]]);
  },
);

test("what is made without what is stored tells what the caller itself has made of it", async () => {
  const data = { n: 5 };
  const transforms = [
    ...TRANSFORMS,
    { field: ["m", "n"], transform: { $minimum: 3 } },
    { field: ["m", "at"], transform: { $serverTimestamp: true } },
    { field: ["made"], transform: { $serverTimestamp: true } },
  ];
  const operation = { kind: "create", path: "seen/a", data, transforms } as const;
  const { results, left } = await told(operation, null);
  const time = left?.data["at"];
  expect(results).toEqual([7, null, time, null, time, 3, time, time]);
  expect(left?.data).toEqual({
    n: 7,
    secret: 9,
    l: [2],
    at: time,
    m: { n: 3, at: time },
    made: time,
    changed: time,
  });
});

/** Each comes to something else, and the last to what is stored. */
const OF_ONE_FIELD: readonly SentTransform[] = [
  { field: ["n"], transform: { $increment: 2 } },
  { field: ["n"], transform: { $maximum: 10 } },
  { field: ["n"], transform: { $increment: -1 } },
];

test.each([
  ["a document that is stored", { kind: "update", data: {} }, [7, 10, 9]],
  ["what the write itself sets", { kind: "update", data: { n: 20 } }, [22, 22, 21]],
  ["a document that is set", { kind: "set", data: { n: 1 } }, [3, 10, 9]],
  ["a document that is merged into", { kind: "set", data: {}, merge: [] }, [7, 10, 9]],
] as const)("transforms of one field are applied in order and told each, in %s", async (...row) => {
  const [, operation, expected] = row;
  const written = { ...operation, path: "plain/a", transforms: OF_ONE_FIELD };
  const { results, left } = await told(written, stored);
  expect(results).toEqual(expected);
  expect(left?.data["n"]).toBe(expected[2]);
});

test.each([
  { kind: "set", data: {}, merge: [] },
  { kind: "create", data: {} },
] as const)("transforms of one field are told each where there is no document: %j", async (one) => {
  const { results, left } = await told({ ...one, path: "seen/a", transforms: OF_ONE_FIELD }, null);
  expect(results).toEqual([2, 10, 9]);
  expect(left?.data["n"]).toBe(9);
});

test("a time that is asked for twice is told twice, beside a number", async () => {
  const transforms = [
    { field: ["at"], transform: { $serverTimestamp: true } },
    { field: ["n"], transform: { $increment: 1 } },
    { field: ["at"], transform: { $serverTimestamp: true } },
  ];
  for (const kind of ["update", "set"] as const) {
    const { results, left } = await told({ kind, path: "plain/a", data: {}, transforms }, stored);
    expect(results).toEqual([left?.data["at"], left?.data["n"], left?.data["at"]]);
  }
});

test("a time of creation that is kept is told as it is", async () => {
  const transforms = [{ field: ["made"], transform: { $serverTimestamp: true } }];
  for (const kind of ["update", "set"] as const) {
    const { results, left } = await told({ kind, path: "plain/a", data: {}, transforms }, stored);
    expect(results).toEqual([MADE]);
    expect(left?.data["made"]).toEqual(MADE);
  }
});

test.each([
  ["together", "version-seen", "its version"],
  ["together", "version-blind", "the commit's time"],
  ["together", "version-unseen", "the commit's time"],
  ["alone", "version-seen", "its version"],
  ["alone", "version-blind", "nothing"],
  ["alone", "version-unseen", "nothing"],
] as const)(
  "of a document that was left as it was, written %s in %s, the caller is told %s",
  async (how, name, expected) => {
    const operation = { kind: "update", path: `${name}/a`, data: { n: 5 } } as const;
    const { version, commitTime, left } = await told(operation, { n: 5 }, how);
    expect(left?.updateTime).not.toBe(commitTime);
    const versions = { "its version": left?.updateTime, "the commit's time": commitTime };
    expect(version).toBe(expected === "nothing" ? undefined : versions[expected]);
  },
);

test("a write without transforms has no results, and one under a merged field has them", async () => {
  const plain = await told({ kind: "update", path: "seen/a", data: { n: 1 } }, stored);
  expect(plain.results).toBeUndefined();
  const transforms = [{ field: ["m", "at"], transform: { $serverTimestamp: true } }];
  const operation = { kind: "set", path: "seen/a", data: { m: { n: 1 } }, transforms } as const;
  const { results, left } = await told({ ...operation, merge: [["m"]] }, stored);
  expect(left?.data["m"]).toEqual({ n: 1, at: results?.[0] });
});
