import * as z from "zod";
import { GatewayError } from "../errors/error.ts";
import type { Fields } from "../values/value.ts";
import {
  admin,
  anyData,
  anyOf,
  anyone,
  collection,
  documentCheck,
  member,
  timestamp,
  where,
} from "../index.ts";
import type { StoredDocument } from "../documents/store.ts";
import { Registry } from "../collection/registry.ts";
import { authorizer } from "../authorize/authorize.ts";
import { decideWrite } from "./decide-write.ts";
import type { WriteOperation } from "../request/operation.ts";
import type { Known } from "./read-known.ts";
import { toWriteOperation } from "../request/request-write.ts";
import { ada, VERSION } from "./write-case.arbitrary.ts";

const schema = z
  .strictObject({
    title: z.string().max(5),
    from: z.number(),
    to: z.number(),
    fee: z.exactOptional(z.number()),
    changed: z.exactOptional(timestamp()),
  })
  .refine(({ from, to, fee = 0 }) => from <= to && fee >= 0, { path: ["from"] });

const authorize = authorizer({
  caller: ada,
  collections: new Registry([
    collection("plans", { schema, access: { read: anyone(), write: anyone() } }),
    collection("notes", {
      schema: z.strictObject({ title: z.string(), text: z.string() }),
      access: { read: anyone(), write: anyone() },
    }),
    collection("teams/{team}/plans", {
      schema,
      access: { get: where("title", "==", "mine"), write: member("teams/{team}", "members") },
      fields: { fee: { read: admin(), write: anyone() } },
    }),
    collection("drafts", {
      schema: anyData(),
      access: {
        get: anyone(),
        create: anyone(),
        update: anyOf(
          where("open", "==", true),
          documentCheck("has no notes", ({ document }) => !("notes" in document)),
        ),
      },
    }),
  ]),
  now: "2026-11-22T11:00:00.000000Z",
});

type Request = Parameters<typeof toWriteOperation>[1];

/** Decides on a write, the third of a batch. */
function decide(kind: WriteOperation["kind"], request: Request, known: Partial<Known> = {}) {
  const grant = authorize(toWriteOperation(kind, request), { at: "writes[2]", index: 2 });
  const decision = decideWrite(grant, {
    stored: new Map(),
    others: new Map(),
    expiredRecord: null,
    ...known,
  });
  if (!(decision instanceof GatewayError)) return decision;
  const { reason, message, details } = decision;
  return { reason, message, details };
}

/** What is known where this is stored. */
function stored(path: string, data: Fields | null, unreadable: readonly string[] = []) {
  const fields = unreadable.map((field) => ({ field: [field], stored: "?" }));
  const document: StoredDocument | null = data && {
    path,
    data,
    createTime: VERSION,
    updateTime: VERSION,
    unreadable: fields,
  };
  return { stored: new Map([[path, document]]) };
}

const PLAN = { title: "mine", from: 1, to: 2 };

describe("the document that a write leaves", () => {
  const path = "plans/one";

  test("is what the schema makes of the stored one", () => {
    expect(decide("update", { path, data: { from: 2 } }, stored(path, PLAN))).toEqual({
      kind: "update",
      path,
      fields: { from: 2 },
      mask: [["from"]],
      precondition: { updateTime: VERSION },
    });
  });

  test("must be valid, though anyone may write it; the error says which write of the batch it is", () => {
    expect(decide("update", { path, data: { from: 3 } }, stored(path, PLAN))).toMatchObject({
      reason: "INVALID_DOCUMENT",
      details: { path, index: 2, fieldViolations: [{ field: "from" }] },
    });
  });

  test("must be valid by itself where a merge finds none", () => {
    for (const none of ["plans/none", "notes/none"]) {
      const merge = { path: none, data: { title: "x" }, merge: true } as const;
      expect(decide("set", merge, stored(none, null))).toMatchObject({
        reason: "INVALID_DOCUMENT",
        details: { path: none, index: 2 },
      });
    }
  });
});

test("a refusal says which write of the batch it is", () => {
  const path = "plans/one";
  const request = { path, ifUpdateTime: "2020-01-01T00:00:00.000000Z" };
  expect(decide("delete", request, stored(path, null))).toMatchObject({
    reason: "STALE",
    details: { path, index: 2 },
  });
});

const red = (data: Fields | null) => new Map([["teams/red", data && { path: "teams/red", data }]]);

test("a member is one whom the other document has in its list", () => {
  const path = "teams/red/plans/one";
  const as = (members: Fields | null) =>
    decide("update", { path, data: { from: 2 } }, { ...stored(path, PLAN), others: red(members) });
  expect(as({ members: ["ada"] })).toMatchObject({ kind: "update" });
  for (const members of [{ members: ["bob"] }, {}, null]) {
    expect(as(members)).toMatchObject({ reason: "FORBIDDEN", details: { path, index: 2 } });
  }
});

test("a member deletes what is not there; to others a document that they may not delete looks alike", () => {
  const path = "teams/red/plans/one";
  const as = (members: readonly string[], plan: Fields | null) =>
    decide("delete", { path }, { ...stored(path, plan), others: red({ members }) });
  expect(as(["ada"], null)).toMatchObject({ kind: "delete", precondition: { exists: false } });
  const refused = as(["bob"], null);
  expect(refused).toMatchObject({ reason: "DOCUMENT_NOT_FOUND" });
  expect(as(["bob"], { ...PLAN, title: "other" })).toEqual(refused);
});

describe("where something stored can't be read", () => {
  const path = "teams/red/plans/one";
  const others = red({ members: ["ada"] });
  const update = (data: Fields, unreadable: string, title = "mine") =>
    decide("update", { path, data }, { ...stored(path, { ...PLAN, title }, [unreadable]), others });

  test("a write is refused that is valid or not by it", () => {
    expect(update({ from: 2 }, "to")).toMatchObject({
      reason: "DOCUMENT_UNREADABLE",
      details: { path, index: 2, field: "to" },
    });
  });

  test("it may be replaced, and its time set", () => {
    expect(update({ to: 2 }, "to")).toMatchObject({ kind: "update" });
    expect(update({ changed: { $serverTimestamp: true } }, "changed")).toMatchObject({
      kind: "update",
    });
  });

  test("it can't be added to", () => {
    expect(update({ fee: { $increment: 1 } }, "fee")).toMatchObject({
      reason: "DOCUMENT_UNREADABLE",
    });
  });

  test.each([
    ["may not read that field", update({ from: 2 }, "fee")],
    ["may not get the document", update({ from: 2 }, "to", "yours")],
  ])("its name is not told to a caller who %s", (_who, refusal) => {
    expect(refusal).toMatchObject({
      reason: "DOCUMENT_UNREADABLE",
      message: expect.stringContaining("a field that you may not read"),
    });
    expect(refusal).not.toHaveProperty("details.field");
  });

  test("a function does not judge what is left of it, and does what replaces the whole", () => {
    const draft = "drafts/one";
    const known = stored(draft, { open: true }, ["notes"]);
    const request = { path: draft, data: { open: false } };
    expect(decide("update", request, known)).toMatchObject({ reason: "FORBIDDEN" });
    expect(decide("set", request, known)).toMatchObject({ kind: "update" });
  });
});
