import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { callerKey } from "../packages/gateway/src/caller/caller-key.ts";
import { CALLS } from "./fixtures/limits/quotas.ts";
import type { Fault } from "./support/faulty-firestore.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { logOf } from "./support/log-of.ts";
import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { until } from "./support/until.ts";

/** Users' limits are closed while the database can't be reached, services' are open for half of what they hold. */
let production: Production;
let instances: readonly [GatewayProcess, GatewayProcess];

beforeAll(async () => {
  production = await Production.start("test/fixtures/limits");
  instances = await Promise.all([production.instance("database"), production.instance("database")]);
  for (const path of ["values/outage", "cached/outage"]) {
    await rawFirestore.set(path, { n: { integerValue: "1" } });
  }
});

/** An instance tries again a second after it could not reach the database. */
afterEach(async () => {
  production.firestore.heal();
  await sleep(1_100);
});

afterAll(() => production.stop());

/** What a charge may make a call wait, in milliseconds, and some time for all else on an idle machine. */
const LONGEST_MS = 5_000 + 500;
const user = (instance: GatewayProcess) => new Caller(instance, { sub: randomUUID() });
const service = (instance: GatewayProcess, name: string) =>
  new Caller(instance, { sub: name, service: name });
const reasonOf = ({ error }: Answer<unknown>) => error?.details.reason ?? "ok";
const read = (caller: Caller) => caller.call("getDocument", { path: "values/outage" });
const readCached = (caller: Caller) => caller.call("getDocument", { path: "cached/outage" });

/** From now on, quotas can't be reached, and documents can. */
function cutQuotas(fault: Fault): void {
  for (const method of ["batchGet", "commit"]) {
    production.firestore.fail(method, { ...fault, holding: `/${production.own.quotas}/` }, 10_000);
  }
}

/**
 * The call's answer, and how long it was waited for: without what calls take that wait for nothing,
 * as long as the slowest that was asked beside it.
 */
async function timed(call: Promise<Answer<unknown>>) {
  const startedMs = performance.now();
  const waited: { tookMs?: number } = {};
  const pending = call.finally(() => (waited.tookMs = performance.now() - startedMs));
  let slowestMs = 0;
  while (waited.tookMs === undefined) {
    const askedMs = performance.now();
    await fetch(instances[0].url, { method: "OPTIONS" }).then((preflight) => preflight.text());
    slowestMs = Math.max(slowestMs, performance.now() - askedMs);
    await sleep(20);
  }
  return { answer: await pending, waitedMs: waited.tookMs - slowestMs };
}

async function countReasons(calls: readonly Promise<Answer<unknown>>[]) {
  const reasons: Record<string, number> = {};
  for (const reason of (await Promise.all(calls)).map(reasonOf)) {
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return reasons;
}

test("a closed limit refuses within the declared bound though no answer ever comes, and touches no document", async () => {
  const asked: string[] = [];
  production.firestore.watch((_method, body) => asked.push(body));
  cutQuotas({ kind: "delay", ms: 15_000 });
  const [instance] = instances;
  const first = timed(read(user(instance)));
  await sleep(100);
  const calls = await Promise.all([
    first,
    timed(read(user(instance))),
    timed(read(user(instance))),
  ]);
  for (const { answer, waitedMs } of calls) {
    expect(answer.error).toMatchObject({
      status: "UNAVAILABLE",
      details: { reason: "FIRESTORE_UNAVAILABLE", usage: { reads: 0 } },
    });
    expect(waitedMs).toBeLessThan(LONGEST_MS);
  }
  // It is known by now: nothing more is asked, and so nothing waited for.
  const before = asked.length;
  expect(reasonOf(await read(user(instance)))).toBe("FIRESTORE_UNAVAILABLE");
  expect(asked).toHaveLength(before);
  expect(asked.filter((body) => body.includes("values/outage"))).toEqual([]);
});

test("an open limit admits half of what it holds on each instance, and what it admitted is owed", async () => {
  const name = randomUUID();
  const callers = instances.map((instance) => service(instance, name)) as [Caller, Caller];
  cutQuotas({ kind: "cutBefore" });
  for (const caller of callers) {
    const calls = Array.from({ length: CALLS.service }, () => read(caller));
    expect(await countReasons(calls)).toEqual({
      ok: CALLS.service / 2,
      FIRESTORE_UNAVAILABLE: CALLS.service / 2,
    });
  }
  production.firestore.heal();
  expect(reasonOf(await untilReached(() => read(callers[0])))).toBe("ok");
  const { error } = await untilReached(() => read(callers[1]));
  expect(error).toMatchObject({
    details: { reason: "QUOTA_EXCEEDED", limit: "calls-per-hour", capacity: CALLS.service },
  });
  // At least one call is owed, and one is asked for: each takes three minutes.
  const minutes = Number(error?.details["retryAfterMs"]) / 60_000;
  expect(minutes).toBeGreaterThan(2 * 3 - 1);
});

test("with the whole database gone, an open limit's caller still reads what memory has", async () => {
  const [instance] = instances;
  const [open, closed] = [service(instance, randomUUID()), user(instance)];
  for (const caller of [open, closed]) expect(reasonOf(await readCached(caller))).toBe("ok");
  await production.firestore.refuse();
  try {
    const [cached, uncached, refused] = await Promise.all([
      timed(readCached(open)),
      timed(read(open)),
      timed(readCached(closed)),
    ]);
    expect(cached.answer).toMatchObject({ result: { usage: { cached: true } } });
    expect(reasonOf(uncached.answer)).toBe("FIRESTORE_UNAVAILABLE");
    expect(reasonOf(refused.answer)).toBe("FIRESTORE_UNAVAILABLE");
    for (const { waitedMs } of [cached, refused]) expect(waitedMs).toBeLessThan(LONGEST_MS);
  } finally {
    await production.firestore.listen();
  }
  for (const caller of [open, closed]) {
    expect(reasonOf(await untilReached(() => read(caller)))).toBe("ok");
  }
});

test("a record that takes no writes is its caller's own trouble: nobody else is refused, and nobody is woken", async () => {
  const [instance] = instances;
  const uid = randomUUID();
  const [stricken, others] = [
    new Caller(instance, { sub: uid }),
    Array.from({ length: 8 }, () => user(instance)),
  ];
  const tooMany = { error: { code: 429, status: "RESOURCE_EXHAUSTED", message: "too hot" } };
  const fault = { kind: "answer", status: 429, body: JSON.stringify(tooMany) } as const;
  const key = callerKey({ kind: "user", uid });
  production.firestore.fail("commit", { ...fault, holding: key }, 10_000);
  const before = instance.output().length;
  const fails = timed(read(stricken));
  const answers: Promise<Answer<unknown>>[] = [];
  for (let round = 0; round < 10; round += 1) {
    answers.push(...others.map((caller) => read(caller)));
    await sleep(300);
  }
  expect(await countReasons(answers)).toEqual({ ok: answers.length });
  const { answer, waitedMs } = await fails;
  expect(reasonOf(answer)).toBe("FIRESTORE_UNAVAILABLE");
  expect(waitedMs).toBeLessThan(LONGEST_MS);
  await until(() => instance.output().slice(before).includes('"severity":"WARNING"'));
  const lines = instance.output().slice(before);
  expect(lines).not.toContain('"severity":"ERROR"');
});

test("a record that can't be one refuses its caller, says which it is, once, and concerns nobody else", async () => {
  const [instance] = instances;
  const uid = randomUUID();
  const record = `${production.own.quotas}/${callerKey({ kind: "user", uid })}`;
  await rawFirestore.set(record, { state: { stringValue: "no quota" } });
  const stricken = new Caller(instance, { sub: uid });
  const lines = await logOf(instance, async () => {
    for (let call = 0; call < 3; call += 1) {
      expect(reasonOf(await read(stricken))).toBe("FIRESTORE_UNAVAILABLE");
      expect(reasonOf(await read(user(instance)))).toBe("ok");
      await sleep(1_100);
    }
  });
  const errors = lines.filter((line) => line.includes('"severity":"ERROR"'));
  expect(errors).toEqual([expect.stringContaining(`"record":"${record}"`)]);
  await rawFirestore.delete(record);
  await sleep(1_100);
  expect(reasonOf(await read(stricken))).toBe("ok");
});

/** The first answer that isn't about the database being out of reach. */
async function untilReached(call: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> {
  const deadlineMs = performance.now() + LONGEST_MS;
  for (;;) {
    const askedMs = performance.now();
    const answer = await call();
    const isReached = reasonOf(answer) !== "FIRESTORE_UNAVAILABLE";
    if (isReached || askedMs > deadlineMs) return answer;
    await sleep(100);
  }
}
