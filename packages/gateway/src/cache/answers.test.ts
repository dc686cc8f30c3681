import { setImmediate as turn } from "node:timers/promises";
import { StoreError } from "../documents/store.ts";
import { Answers, type CacheUse, type Reader } from "./answers.ts";
import { CachePartitions } from "./cache-partitions.ts";

const use: CacheUse = { partition: "movies", maxBytes: 100_000, maxAgeMs: 1_000 };
const fresh: CacheUse = { ...use, maxAgeMs: 0 };

/** Answers whose reads are taken and answered by hand; each brings the number of its read. */
function setUp() {
  const world = { ms: 0, microseconds: 0 };
  const answers = new Answers<string>(new CachePartitions(), () => world.ms);
  const loads: Load[] = [];
  const reader = (signal?: AbortSignal): Reader<string> => ({
    signal,
    load: (keys, ended) => {
      const { promise, resolve, reject } = Promise.withResolvers<{
        values: string[];
        readTime: string;
      }>();
      const number = String(loads.length + 1);
      const readTime = time((world.microseconds += 1));
      loads.push({
        keys,
        ended,
        answer: () => resolve({ values: keys.map((key) => key + number), readTime }),
        fail: (code, options) => reject(new StoreError(code, "as asked", options)),
      });
      ended.addEventListener("abort", () => reject(new StoreError("UNAVAILABLE", "ended")));
      return promise;
    },
  });
  const find = (keys: readonly string[], as: CacheUse | null = use, signal?: AbortSignal) =>
    answers.find(
      keys.map((key) => ({ key, use: as ?? undefined })),
      reader(signal),
    );
  return { world, loads, find };
}

interface Load {
  readonly keys: readonly string[];
  readonly ended: AbortSignal;
  answer(): void;
  fail(
    code: "INVALID_ARGUMENT" | "UNAVAILABLE" | "INTERNAL",
    options?: { readonly unreachable: true },
  ): void;
}

function time(microseconds: number): string {
  return `2026-11-22T10:00:00.${String(microseconds).padStart(6, "0")}Z`;
}

const read = (value: string) => ({ value, wasRead: true, readTime: timeOf(value) });
const notRead = (value: string) => ({ value, wasRead: false, readTime: timeOf(value) });

/** The time of the read that brought a value, by its number. */
function timeOf(value: string): string {
  return time(Number(/\d+$/.exec(value)?.[0]));
}

test("what was read is answered again without a read, until it is too old", async () => {
  const { world, loads, find } = setUp();
  const first = find(["a"]);
  await turn();
  loads[0]?.answer();
  expect(await first).toEqual([read("a1")]);
  world.ms = 999;
  expect(await find(["a"])).toEqual([notRead("a1")]);
  world.ms = 1_000;
  const second = find(["a"]);
  await turn();
  loads[1]?.answer();
  expect(await second).toEqual([read("a2")]);
});

test("an answer's age is told from before its read was sent", async () => {
  const { world, loads, find } = setUp();
  const slow = find(["a"]);
  await turn();
  world.ms = 900;
  loads[0]?.answer();
  await slow;
  world.ms = 1_000;
  void find(["a"]);
  await turn();
  expect(loads).toHaveLength(2);
});

test("who accepts less gets a newer answer, which the others then get too", async () => {
  const { world, loads, find } = setUp();
  void find(["a"]);
  await turn();
  loads[0]?.answer();
  world.ms = 10;
  const forced = find(["a"], fresh);
  await turn();
  loads[1]?.answer();
  expect(await forced).toEqual([read("a2")]);
  expect(await find(["a"])).toEqual([notRead("a2")]);
});

test("an answer from before notBefore will not do", async () => {
  const { loads, find } = setUp();
  void find(["a"]);
  await turn();
  loads[0]?.answer();
  await turn();
  expect(await find(["a"], { ...use, notBefore: time(1) })).toEqual([notRead("a1")]);
  void find(["a"], { ...use, notBefore: time(2) });
  await turn();
  expect(loads).toHaveLength(2);
});

test("all who come before a read is sent share it, whatever they demand", async () => {
  const { loads, find } = setUp();
  const demands = [use, fresh, { ...use, notBefore: time(9) }, null];
  const found = Promise.all(demands.map((as) => find(["a"], as)));
  await turn();
  expect(loads).toHaveLength(1);
  loads[0]?.answer();
  expect((await found).flat()).toEqual([read("a1"), notRead("a1"), notRead("a1"), notRead("a1")]);
});

test("who comes after a read was sent may have its answer, if that is fresh enough", async () => {
  const { world, loads, find } = setUp();
  const first = find(["a"]);
  await turn();
  world.ms = 100;
  const late = find(["a"]);
  await turn();
  expect(loads).toHaveLength(1);
  loads[0]?.answer();
  expect(await Promise.all([first, late])).toEqual([[read("a1")], [notRead("a1")]]);
});

test("who wants nothing older than the call never gets a read that was sent before it", async () => {
  const { loads, find } = setUp();
  void find(["a"]);
  await turn();
  const forced = find(["a"], fresh);
  await turn();
  expect(loads).toHaveLength(2);
  loads[0]?.answer();
  loads[1]?.answer();
  expect(await forced).toEqual([read("a2")]);
});

test("who waited for a read that shows too little reads after all", async () => {
  const { loads, find } = setUp();
  void find(["a"]);
  await turn();
  const late = find(["a"], { ...use, notBefore: time(2) });
  loads[0]?.answer();
  await turn();
  await turn();
  expect(loads).toHaveLength(2);
  loads[1]?.answer();
  expect(await late).toEqual([read("a2")]);
});

test("who waited in vain for one answer keeps the others that were read meanwhile", async () => {
  const { loads, find } = setUp();
  void find(["a"]);
  await turn();
  const both = find(["a", "b"], { ...use, notBefore: time(2) });
  await turn();
  loads[0]?.answer();
  loads[1]?.answer();
  await turn();
  await turn();
  expect(loads.map(({ keys }) => keys)).toEqual([["a"], ["b"], ["a"]]);
  loads[2]?.answer();
  expect(await both).toEqual([read("a3"), read("b2")]);
});

test("a read that hangs takes along only those who came soon after it", async () => {
  const { world, loads, find } = setUp();
  void find(["a"]);
  await turn();
  world.ms = 500;
  const later = find(["a"]);
  await turn();
  loads[1]?.answer();
  expect(await later).toEqual([read("a2")]);
});

test("what several ask for is read once, and the rest of each in one read", async () => {
  const { loads, find } = setUp();
  const found = Promise.all([find(["a", "b"]), find(["b", "c", "c"])]);
  await turn();
  expect(loads.map(({ keys }) => keys)).toEqual([["a", "b"], ["c"]]);
  for (const load of loads) load.answer();
  expect(await found).toEqual([
    [read("a1"), read("b1")],
    [notRead("b1"), read("c2"), notRead("c2")],
  ]);
});

test("what is asked for without a cache is read each time, and not kept", async () => {
  const { loads, find } = setUp();
  for (const number of [0, 1]) {
    const found = find(["a"], null);
    await turn();
    loads[number]?.answer();
    expect(await found).toEqual([read(`a${String(number + 1)}`)]);
  }
  void find(["a"]);
  await turn();
  expect(loads).toHaveLength(3);
});

test("a read goes on for the others when the one who began it has left", async () => {
  const { loads, find } = setUp();
  const leaving = new AbortController();
  const began = find(["a"], use, leaving.signal);
  const joined = find(["a"]);
  await turn();
  leaving.abort();
  await expect(began).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(loads[0]?.ended.aborted).toBe(false);
  loads[0]?.answer();
  expect(await joined).toEqual([notRead("a1")]);
});

test("a read ends when all have left, and is not sent if they left before", async () => {
  const { loads, find } = setUp();
  const leaving = new AbortController();
  const sent = find(["a"], use, leaving.signal);
  await turn();
  const unsent = find(["b"], use, leaving.signal);
  leaving.abort();
  await expect(sent).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await expect(unsent).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await turn();
  expect(loads).toHaveLength(1);
  expect(loads[0]?.ended.aborted).toBe(true);
});

test("a failed read is not kept, not joined again, and done again for each who joined it", async () => {
  const { loads, find } = setUp();
  const own = find(["a"]);
  const joined = [find(["a"]), find(["a"])];
  await turn();
  loads[0]?.fail("UNAVAILABLE");
  await expect(own).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await turn();
  expect(loads.slice(1).map(({ keys }) => keys)).toEqual([["a"], ["a"]]);
  loads[1]?.fail("INTERNAL");
  loads[2]?.answer();
  await expect(joined[0]).rejects.toMatchObject({ code: "INTERNAL" });
  expect(await joined[1]).toEqual([read("a3")]);
  expect(await find(["a"])).toEqual([notRead("a3")]);
});

test("who comes while a read is on its way that fails gets what a read after it brings", async () => {
  const { loads, find } = setUp();
  const own = find(["a"]);
  await turn();
  const late = find(["a"]);
  loads[0]?.fail("UNAVAILABLE");
  await expect(own).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await turn();
  loads[1]?.answer();
  expect(await late).toEqual([read("a2")]);
});

test("where there is no connection, those who joined a read fail with it", async () => {
  const { loads, find } = setUp();
  const both = Promise.allSettled([find(["a"]), find(["a"])]);
  await turn();
  loads[0]?.fail("UNAVAILABLE", { unreachable: true });
  expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(loads).toHaveLength(1);
});

test("what is refused for what another reads along is read alone", async () => {
  const { loads, find } = setUp();
  const large = find(["a", "b"]);
  const small = find(["a"]);
  await turn();
  loads[0]?.fail("INVALID_ARGUMENT");
  await expect(large).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  await turn();
  expect(loads[1]?.keys).toEqual(["a"]);
  loads[1]?.answer();
  expect(await small).toEqual([read("a2")]);
});
