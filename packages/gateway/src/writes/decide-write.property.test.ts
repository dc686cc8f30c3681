import fc from "fast-check";
import { GatewayError } from "../errors/error.ts";
import { applyWrite } from "../documents/memory/apply-write.ts";
import {
  StoreError,
  type Precondition,
  type StoredDocument,
  type Write,
} from "../documents/store.ts";
import { tries } from "../../simulation/soak.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { decideWrite } from "./decide-write.ts";
import {
  documentOf,
  grantFor,
  PATH,
  preconditionFor,
  VERSION,
  writeCases,
  type WriteCase,
} from "./write-case.arbitrary.ts";
import {
  decisiveRule,
  isSettled,
  RULES_BEFORE,
  RULES_STORED,
  type Verdict,
} from "./write-rules.fixture.ts";

const NUM_RUNS = tries({ short: 3_000, long: 50_000 });
const LATER = "2026-11-22T10:30:00.000000Z";

/** Decides on what is stored; with undefined, on nothing read. */
function decide(
  grant: AuthorizedWrite,
  stored: StoredDocument | null | undefined,
): Write | GatewayError {
  const known = new Map(stored === undefined ? [] : [[PATH, stored]]);
  return decideWrite(grant, { stored: known, others: new Map(), expiredRecord: null });
}

function verdictOf(decision: Write | GatewayError): string {
  return decision instanceof GatewayError ? decision.reason : "WRITTEN";
}

/** What is left of what was stored: "refused" where Firestore does not apply the write. */
function applied(write: Write, stored: StoredDocument | null) {
  try {
    return applyWrite(write, stored ?? undefined, LATER) ?? null;
  } catch (error) {
    if (error instanceof StoreError) return "refused";
    throw error;
  }
}

/** Writes that are not refused before anything is read. */
const granted = writeCases.filter((write) => decisiveRule(write, RULES_BEFORE) === undefined);

describe("on what is stored", () => {
  test("the first of the rules decides that holds, and each of them is met with", () => {
    const idle = new Set(RULES_STORED);
    fc.assert(
      fc.property(granted, (write) => {
        const rule = decisiveRule(write, RULES_STORED);
        if (rule !== undefined) idle.delete(rule);
        const verdict: Verdict = rule?.[1] ?? "WRITTEN";
        expect(verdictOf(decide(grantFor(write), documentOf(write)))).toBe(verdict);
      }),
      { numRuns: NUM_RUNS },
    );
    expect([...idle]).toEqual([]);
  });

  test("a document that the caller may neither get nor write is told of no more than one that is not there", () => {
    const partial = granted.filter(({ rights }) => !Object.values(rights).includes("all"));
    fc.assert(
      fc.property(partial, (write) => {
        const grant = grantFor(write);
        fc.pre(write.kind !== "create" && !write.hasOpenIds);
        const hidden = { ...write, stored: { get: false, update: false, delete: false } };
        const decision = decide(grant, documentOf(hidden));
        expect(decision).toBeInstanceOf(GatewayError);
        expect(told(decision)).toEqual(told(decide(grant, null)));
      }),
    );
  });
});

function told(decision: Write | GatewayError) {
  if (!(decision instanceof GatewayError)) return decision;
  const { reason, message, details } = decision;
  return { reason, message, details };
}

function expectedPrecondition(write: WriteCase): Precondition | undefined {
  if (!isSettled(write)) {
    return write.stored === null ? { exists: false } : { updateTime: VERSION };
  }
  const implied = { create: { exists: false }, update: { exists: true } } as const;
  return preconditionFor(write.required) ?? implied[write.kind as keyof typeof implied];
}

describe("a write", () => {
  const written = granted.filter((write) => decisiveRule(write, RULES_STORED) === undefined);

  test("stands under what it was decided on, else under what the caller requires, else under what its kind does", () => {
    fc.assert(
      fc.property(written, (write) => {
        const decided = decide(grantFor(write), documentOf(write)) as Write;
        expect(decided.precondition).toEqual(expectedPrecondition(write));
      }),
      { numRuns: NUM_RUNS },
    );
  });

  test("is applied to what it was decided on, and to nothing else where rights depend on it", () => {
    fc.assert(
      fc.property(written, (write) => {
        const stored = documentOf(write);
        const decided = decide(grantFor(write), stored) as Write;
        expect(applied(decided, stored)).not.toBe("refused");
        fc.pre(!isSettled(write));
        const changed = { path: PATH, data: {}, createTime: VERSION, updateTime: LATER };
        expect(applied(decided, changed)).toBe("refused");
        if (stored !== null) expect(applied(decided, null)).toBe("refused");
      }),
    );
  });

  test("that needs no read is applied where it would be allowed on what is stored, and nowhere else", () => {
    fc.assert(
      fc.property(granted, (write) => {
        const grant = grantFor(write);
        fc.pre(!grant.needsRead);
        const stored = documentOf(write);
        const decided = decide(grant, undefined);
        const outcome = decided instanceof GatewayError ? "refused" : applied(decided, stored);
        const informed = decide(grant, stored);
        if (informed instanceof GatewayError) expect(outcome).toBe("refused");
        else expect(outcome).toEqual(applied(informed, stored));
      }),
      { numRuns: NUM_RUNS },
    );
  });
});
