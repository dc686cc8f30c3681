import fc from "fast-check";
import { StoreError } from "../documents/store.ts";
import type { Clock } from "./clock.ts";
import { Outage } from "./outage.ts";
import {
  RecordClient,
  type ExchangeFailure,
  type Holdings,
  type Purpose,
} from "./record-client.ts";

interface TestCharge {
  readonly id: number;
  /** Whether memory can answer it. */
  readonly isKnown: boolean;
  readonly call: object;
}

interface TestRequest {
  readonly purpose: Purpose<TestCharge>;
}

/** A client whose exchanges end when the test says, and what its holdings were told. */
function setUp() {
  const world = { ms: 0, hasAny: true, hasDebts: false, isRenewalDue: false };
  const log: string[] = [];
  const failures: ExchangeFailure<TestRequest>[] = [];
  const ends: { readonly reply: () => void; readonly fail: (error: Error) => void }[] = [];
  const ids = (waiting: readonly TestCharge[]) => waiting.map(({ id }) => id).join();
  const clock: Clock = {
    monotonic: () => world.ms,
    sleep: () => Promise.resolve(),
    timeout: () => new AbortController().signal,
    random: () => 0.5,
  };
  const holdings: Holdings<TestCharge, string, TestRequest, string> = {
    addDemand: () => undefined,
    answer: ({ id, isKnown }) => (isKnown ? `${String(id)} from memory` : undefined),
    isRenewalDue: () => world.isRenewalDue,
    hasAny: () => world.hasAny,
    get hasDebts() {
      return world.hasDebts;
    },
    request: (purpose) => {
      const { renews, returns, waiting } = purpose;
      log.push(`request ${ids(waiting)}${renews ? "renews" : ""}${returns || ""}`);
      return { purpose };
    },
    accept: ({ purpose: { waiting } }) => {
      log.push("accept");
      world.hasDebts = false;
      return waiting.map(({ id }) => `${String(id)} from the record`);
    },
    retract: (_request, outcomeUnknown) => {
      log.push(outcomeUnknown ? "retract unknown" : "retract");
    },
    answerWithoutRecord: (waiting, failure) => {
      failures.push(failure);
      return waiting.map(({ id }) => `${String(id)} without the record`);
    },
  };
  const client = new RecordClient<TestCharge, string, TestRequest, string>(holdings, {
    key: "record",
    exchange: () =>
      new Promise((resolve, reject) => {
        ends.push({ reply: () => resolve("reply"), fail: reject });
      }),
    clock,
    outage: new Outage(),
    maxWaitMs: 5_000,
  });
  const charge = (id: number, isKnown = false) => client.charge({ id, isKnown, call: {} });
  const tick = () => new Promise(setImmediate);
  return { world, log, failures, ends, client, charge, tick };
}

describe("a client of a record", () => {
  test("answers from memory without an exchange", () => {
    const { charge, log } = setUp();
    expect(charge(1, true)).toBe("1 from memory");
    expect(log).toEqual([]);
  });

  test("lets nobody overtake a call that waits for its exchange to begin", async () => {
    const { charge, ends, tick } = setUp();
    const answers = [1, 2].map((id) => Promise.resolve(charge(id, id === 2)));
    await tick();
    ends[0]?.reply();
    expect(await Promise.all(answers)).toEqual(["1 from the record", "2 from memory"]);
  });

  test("renews when that is due, and not while an exchange is under way", async () => {
    const { charge, world, log, ends, tick } = setUp();
    world.isRenewalDue = true;
    void charge(1, true);
    await tick();
    void charge(2, true);
    await tick();
    ends[0]?.reply();
    await tick();
    expect(log).toEqual(["request renews", "accept"]);
  });

  test("retracts a request that has failed, answers without the record, and asks it no more for a second", async () => {
    const { charge, world, log, failures, ends, tick } = setUp();
    const first = charge(1);
    await tick();
    const lost = new StoreError("UNAVAILABLE", "no answer", { outcomeUnknown: true });
    ends[0]?.fail(lost);
    expect(await first).toBe("1 without the record");
    expect(await charge(2)).toBe("2 without the record");
    expect(log).toEqual(["request 1", "retract unknown"]);
    expect(failures).toMatchObject([
      { request: { purpose: {} }, cause: lost, isOutage: false },
      { request: undefined, cause: lost },
    ]);
    world.ms += 1_000;
    void charge(3);
    await tick();
    expect(log.at(-1)).toBe("request 3");
  });

  test("retracts a request that meets a fault, which is its calls' alone", async () => {
    const { charge, log, ends, tick } = setUp();
    const first = charge(1);
    await tick();
    ends[0]?.fail(new TypeError("a fault"));
    await expect(first).rejects.toThrow("a fault");
    expect(log).toEqual(["request 1", "retract"]);
    const next = charge(2);
    await tick();
    ends[1]?.reply();
    expect(await next).toBe("2 from the record");
  });

  test("gives back after an exchange that was under way when it was asked to", async () => {
    const { charge, client, log, ends, tick } = setUp();
    void charge(1);
    await tick();
    const given = client.giveBack("all");
    ends[0]?.reply();
    await tick();
    ends[1]?.reply();
    await given;
    expect(log).toEqual(["request 1", "accept", "request all", "accept"]);
  });

  test("asks nothing where there is nothing to give back, and no debt to report", async () => {
    const { client, world, log } = setUp();
    world.hasAny = false;
    await client.giveBack("all");
    await client.reportDebts();
    expect(log).toEqual([]);
  });

  test("answers each call once, and ends each request before the next, whatever comes in which order", async () => {
    const steps = fc.array(
      fc.constantFrom(
        "charge",
        "charge",
        "known",
        "give back",
        "report",
        "reply",
        "fail",
        "fault",
        "wait",
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { charge, client, world, log, ends, tick } = setUp();
        const answers: Promise<unknown>[] = [];
        let ended = 0;
        const end = (how: string) => {
          const exchange = ends[ended];
          if (exchange === undefined) return;
          ended += 1;
          if (how === "reply") exchange.reply();
          else if (how === "fail") exchange.fail(new StoreError("ABORTED", "others were faster"));
          else exchange.fail(new TypeError("a fault"));
        };
        for (const [id, step] of all.entries()) {
          world.hasDebts = true;
          if (step === "charge" || step === "known") {
            const answer = Promise.resolve(charge(id, step === "known"));
            // Its failure is looked at in the end, and counts as handled until then.
            answer.catch(() => undefined);
            answers.push(answer);
          } else if (step === "give back") void client.giveBack("tokens");
          else if (step === "report") void client.reportDebts();
          else if (step === "wait") world.ms += 1_000;
          else end(step);
          await tick();
        }
        for (let left = 0; left < 100 && ended < ends.length; left += 1) {
          end("reply");
          await tick();
        }
        const outcomes = await Promise.allSettled(answers);
        expect(outcomes).toHaveLength(answers.length);
        expect(client.underWay).toBeUndefined();
        for (const [index, entry] of log.entries()) {
          expect(entry.startsWith("request")).toBe(index % 2 === 0);
        }
        expect(log.length % 2).toBe(0);
      }),
    );
  });
});
