import fc from "fast-check";
import * as z from "zod";
import { GatewayError } from "../errors/error.ts";
import {
  admin,
  allOf,
  anyData,
  anyone,
  collection,
  nobody,
  onlyFields,
  signedIn,
  where,
} from "../index.ts";
import { Registry } from "../collection/registry.ts";
import { authorizer } from "./authorize.ts";
import type { WriteOperation } from "../request/operation.ts";
import { toWriteOperation } from "../request/request-write.ts";
import { ada, grantFor, writeCases } from "../writes/write-case.arbitrary.ts";
import { decisiveRule, isSettled, RULES_BEFORE } from "../writes/write-rules.fixture.ts";

function errorOf(action: () => unknown): GatewayError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

describe("before anything is read, a write", () => {
  test("is refused by the rules that say so, each of which is met with, and by nothing else", () => {
    const idle = new Set(RULES_BEFORE);
    fc.assert(
      fc.property(writeCases, (write) => {
        const rule = decisiveRule(write, RULES_BEFORE);
        if (rule !== undefined) idle.delete(rule);
        expect(errorOf(() => grantFor(write))?.reason).toBe(rule?.[1]);
      }),
      { numRuns: 12_000 },
    );
    expect([...idle]).toEqual([]);
  });

  test("that is granted needs a read where its rights depend on what is stored, and only there", () => {
    const granted = writeCases.filter((write) => decisiveRule(write, RULES_BEFORE) === undefined);
    fc.assert(
      fc.property(granted, (write) => {
        expect(grantFor(write).needsRead).toBe(!isSettled(write));
      }),
      { numRuns: 1_000 },
    );
  });
});

const titled = z.strictObject({ title: z.string(), text: z.string(), stars: z.number() });
const span = z
  .strictObject({ from: z.number(), to: z.number() })
  .refine(({ from, to }) => from <= to);
const everyones = { read: anyone(), write: anyone() };
const authorize = authorizer({
  caller: ada,
  collections: new Registry([
    collection("notes", { schema: titled, access: everyones }),
    collection("closed", { schema: titled, access: { read: nobody() } }),
    collection("rated", {
      schema: anyData(),
      access: { update: allOf(signedIn(), onlyFields("stars", "tags.mine")) },
    }),
    collection("kept", {
      schema: anyData(),
      access: everyones,
      fields: {
        "plan.fee": { read: admin(), write: anyone() },
        "plan.state": { write: admin() },
        secret: { read: admin() },
      },
    }),
    collection("spans", { schema: z.strictObject({ span, text: z.string() }), access: everyones }),
    collection("ordered", {
      schema: span,
      access: { get: nobody(), write: anyone() },
    }),
    collection("partly", {
      schema: titled,
      access: { get: where("title", "==", "mine"), write: anyone() },
    }),
  ]),
  now: "2026-11-22T11:00:00.000000Z",
});

type Request = Parameters<typeof toWriteOperation>[1];

/** What is granted for the third write of a batch; the reason where nothing is. */
function grant(kind: WriteOperation["kind"], request: Request) {
  const operation = toWriteOperation(kind, request);
  const error = errorOf(() => authorize(operation, { at: "writes[2]", index: 2 }));
  return error?.reason ?? "granted";
}

const NOTE = { title: "t", text: "x", stars: 1 };

describe("a collection", () => {
  const tellOf = (kind: WriteOperation["kind"], id: string, data?: Request["data"]) => {
    const condition = kind === "verify" ? { ifExists: true } : {};
    const request = { path: `${id}/one`, ...(data && { data }), ...condition };
    const operation = toWriteOperation(kind, request);
    const { reason, message, details } =
      errorOf(() => authorize(operation, { at: "writes[2]", index: 2 })) ?? {};
    return JSON.stringify({ reason, message, details }).replaceAll(id, "<id>");
  };

  test.each(["create", "set", "update", "delete", "verify"] as const)(
    "that is closed to a %s looks like one that there is not, whatever is written",
    (kind) => {
      const data =
        kind === "delete" || kind === "verify"
          ? [undefined]
          : [NOTE, { title: 1 }, { title: { $bytes: 1 } }];
      const told = data.flatMap((one) => [
        tellOf(kind, "closed", one),
        tellOf(kind, "nowhere", one),
      ]);
      expect(new Set(told).size).toBe(1);
      expect(told[0]).toContain("FORBIDDEN");
      expect(told[0]).toContain('"index":2');
    },
  );

  test("of the gateway's own is nobody's", () => {
    expect(tellOf("delete", "_requests")).toBe(tellOf("delete", "nowhere"));
  });
});

describe("data", () => {
  test("is checked against the schema before anything is read", () => {
    const operation = toWriteOperation("create", { path: "notes/one", data: { title: 1 } });
    expect(errorOf(() => authorize(operation, { at: "writes[2]", index: 2 }))).toMatchObject({
      reason: "INVALID_DOCUMENT",
      details: { path: "notes/one", index: 2 },
    });
    expect(grant("create", { path: "notes/one", data: NOTE })).toBe("granted");
  });

  test("has what is stored read where that decides if it is valid", () => {
    const needsRead = (data: Request["data"]) =>
      authorize(toWriteOperation("update", { path: "spans/one", ...(data && { data }) }), {
        at: "path",
      }).needsRead;
    expect(needsRead({ "span.from": 1 })).toBe(true);
    expect(needsRead({ span: { from: 1, to: 2 }, text: "x" })).toBe(false);
  });

  test("of an update is only of fields that the policy of updates names", () => {
    const update = (data: Request["data"]) =>
      grant("update", { path: "rated/one", ...(data && { data }) });
    expect(update({ stars: 1 })).toBe("granted");
    expect(update({ "tags.mine": 1, "stars.of": 2 })).toBe("granted");
    expect(update({ stars: 1, text: "x" })).toBe("FORBIDDEN");
    expect(update({ tags: { mine: 1 } })).toBe("FORBIDDEN");
    expect(update({ text: { $delete: true } })).toBe("FORBIDDEN");
  });
});

describe("a field that the caller may not write", () => {
  const path = "kept/one";
  const set = (data: Request["data"], merge?: Request["merge"]) =>
    grant("set", { path, ...(data && { data }), ...(merge !== undefined && { merge }) });
  const update = (data: Request["data"]) => grant("update", { path, ...(data && { data }) });

  test("is not written, nor what lies below it, nor a map around it", () => {
    for (const data of [{ "plan.state": 1 }, { "plan.state.a": 1 }, { plan: {} }, { secret: 1 }]) {
      expect(update(data)).toBe("FORBIDDEN");
    }
    expect(update({ "plan.state": { $delete: true } })).toBe("FORBIDDEN");
    expect(update({ "plan.other": 1, others: 2 })).toBe("granted");
  });

  test("is not made with a new document", () => {
    expect(grant("create", { path, data: { secret: 1 } })).toBe("FORBIDDEN");
    expect(grant("create", { path, data: { plan: { state: 1 } } })).toBe("FORBIDDEN");
    expect(grant("create", { path, data: { plan: { other: 1 } } })).toBe("granted");
  });

  test("is not lost with the document that a set replaces; a merge leaves it", () => {
    expect(set({ others: 1 })).toBe("FORBIDDEN");
    expect(set({ others: 1 }, true)).toBe("granted");
    expect(set({ plan: { state: 1 } }, true)).toBe("FORBIDDEN");
    expect(set({ plan: { other: 1 } }, ["plan"])).toBe("FORBIDDEN");
    expect(set({ plan: { other: 1 } }, ["plan.other"])).toBe("granted");
  });

  test("is another than one that it may write without seeing it", () => {
    expect(update({ "plan.fee": 1 })).toBe("granted");
  });
});

describe("who may not know what is stored", () => {
  test("may not write what is valid or not by it", () => {
    expect(grant("update", { path: "ordered/one", data: { from: 1 } })).toBe("FORBIDDEN");
    expect(grant("set", { path: "ordered/one", data: { from: 1, to: 2 } })).toBe("granted");
  });

  test("may not merge what is a document by itself or not", () => {
    const merge = { path: "partly/one", merge: true } as const;
    expect(grant("set", { ...merge, data: { stars: 1 } })).toBe("FORBIDDEN");
    expect(grant("set", { ...merge, data: NOTE })).toBe("granted");
    expect(grant("set", { ...merge, path: "notes/one", data: { stars: 1 } })).toBe("granted");
  });
});
