import type { RestCall } from "./rest-client.ts";
import { SharedGet, type Fetched } from "./shared-get.ts";
import { StoreError, type StoredDocument } from "../store.ts";

const READ_TIME = "2026-11-22T10:00:00.000000Z";

/** A request whose answers the test gives: each attempt waits in `sent`. */
function request() {
  const sent: {
    paths: string[];
    call: RestCall;
    answer: (...paths: string[]) => void;
    fail: (error: unknown) => void;
  }[] = [];
  const shared = new SharedGet((paths, call) => {
    const { promise, resolve, reject } = Promise.withResolvers<Fetched>();
    const answer = (...found: string[]) => {
      const documents = new Map(found.map((path) => [path, { path } as StoredDocument]));
      resolve({ documents, readTime: READ_TIME });
    };
    sent.push({ paths: [...paths], call, answer, fail: reject });
    return promise;
  });
  return { shared, sent };
}

test("each call gets its documents in its order, and each path is asked for once", async () => {
  const { shared, sent } = request();
  const first = shared.join(["c/a", "c/b", "c/a"], {});
  const second = shared.join(["c/b", "c/none"], {});
  void shared.send();
  expect(sent.map(({ paths }) => paths)).toEqual([["c/a", "c/b", "c/none"]]);
  sent[0]?.answer("c/a", "c/b");
  expect(await first).toEqual({
    documents: [{ path: "c/a" }, { path: "c/b" }, { path: "c/a" }],
    readTime: READ_TIME,
  });
  expect(await second).toEqual({ documents: [{ path: "c/b" }, null], readTime: READ_TIME });
});

test("each call counts every time the request goes out, while it waits for it", async () => {
  const { shared, sent } = request();
  const meters = [{ roundTrips: 0 }, { roundTrips: 0 }] as const;
  const leaver = new AbortController();
  const gets = [
    shared.join(["c/a"], { meter: meters[0], signal: leaver.signal }),
    shared.join(["c/b"], { meter: meters[1] }),
  ];
  void shared.send();
  sent[0]?.call.onSent?.();
  leaver.abort();
  sent[0]?.call.onSent?.();
  sent[0]?.answer();
  await Promise.allSettled(gets);
  expect(meters).toEqual([{ roundTrips: 1 }, { roundTrips: 2 }]);
});

test("who leaves does not take the others along", async () => {
  const { shared, sent } = request();
  const leaver = new AbortController();
  const left = shared.join(["c/a"], { signal: leaver.signal });
  const stays = shared.join(["c/a"], { signal: new AbortController().signal });
  void shared.send();
  leaver.abort();
  await expect(left).rejects.toMatchObject({ code: "UNAVAILABLE", outcomeUnknown: false });
  expect(sent[0]?.call.signal?.aborted).toBe(false);
  sent[0]?.answer("c/a");
  expect((await stays).documents).toEqual([{ path: "c/a" }]);
});

test("what was not answered in time may be billed if it was sent, and only then", async () => {
  for (const isSent of [true, false]) {
    const { shared, sent } = request();
    const leaver = new AbortController();
    const get = shared.join(["c/a"], { signal: leaver.signal });
    void shared.send();
    if (isSent) sent[0]?.call.onSent?.();
    leaver.abort();
    await expect(get).rejects.toMatchObject({ code: "UNAVAILABLE", unanswered: isSent });
  }
});

test("the last one to leave ends the request", async () => {
  const { shared, sent } = request();
  const leavers = [new AbortController(), new AbortController()];
  const gets = leavers.map(({ signal }) => shared.join(["c/a"], { signal }));
  void shared.send();
  for (const leaver of leavers) leaver.abort();
  await Promise.allSettled(gets);
  expect(sent[0]?.call.signal?.aborted).toBe(true);
});

test("nothing is sent for those who have left before", async () => {
  const { shared, sent } = request();
  const leaver = new AbortController();
  const gets = [
    shared.join(["c/a"], { signal: leaver.signal }),
    shared.join(["c/b"], { signal: AbortSignal.abort() }),
  ];
  leaver.abort();
  await shared.send();
  expect(sent).toEqual([]);
  for (const get of gets) await expect(get).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test("where there is no connection, nobody tries alone", async () => {
  const { shared, sent } = request();
  const gets = [shared.join(["c/a"], {}), shared.join(["c/b"], {})];
  void shared.send();
  sent[0]?.fail(new StoreError("UNAVAILABLE", "refused", { unreachable: true }));
  for (const get of gets) await expect(get).rejects.toThrow("refused");
  expect(sent).toHaveLength(1);
});

test("a request of several is tried again for want of a connection alone, one call's as any read", () => {
  const { shared, sent } = request();
  const gone = new StoreError("UNAVAILABLE", "refused", { unreachable: true });
  void shared.join(["c/a"], {});
  void shared.join(["c/b"], {});
  void shared.send();
  expect(sent[0]?.call.passes?.(gone)).toBe(true);
  expect(sent[0]?.call.passes?.(new StoreError("UNAVAILABLE", "503"))).toBe(false);
  const { shared: own, sent: sentAlone } = request();
  void own.join(["c/a"], {});
  void own.send();
  expect(sentAlone[0]?.call).toHaveProperty("signal", undefined);
  expect(sentAlone[0]?.call.passes).toBeUndefined();
});

test.each<[string, unknown]>([
  ["is wrong with one call's paths", new StoreError("INVALID_ARGUMENT", "reserved")],
  ["breaks the server that answers", new StoreError("INTERNAL", "broken")],
  ["cuts the answer off", new StoreError("UNAVAILABLE", "cut", { unanswered: true })],
  ["is too much for now", new StoreError("RESOURCE_EXHAUSTED", "429")],
  ["nobody has foreseen", new TypeError("undefined is not a function")],
])("what %s fails that call alone, each at the price of one request more", async (_what, fault) => {
  const { shared, sent } = request();
  const meters = [{ roundTrips: 0 }, { roundTrips: 0 }] as const;
  const good = shared.join(["c/a"], { meter: meters[0] });
  const bad = shared.join(["c/b"], { meter: meters[1] });
  void shared.send();
  sent[0]?.call.onSent?.();
  sent[0]?.fail(fault);
  await new Promise(setImmediate);
  expect(sent.slice(1).map(({ paths }) => paths)).toEqual([["c/a"], ["c/b"]]);
  for (const { call } of sent.slice(1)) call.onSent?.();
  sent[1]?.answer("c/a");
  sent[2]?.fail(fault);
  expect((await good).documents).toEqual([{ path: "c/a" }]);
  await expect(bad).rejects.toBe(fault);
  expect(meters).toEqual([{ roundTrips: 2 }, { roundTrips: 2 }]);
});

test("who has left by then is not asked for alone", async () => {
  const { shared, sent } = request();
  const leaver = new AbortController();
  const left = shared.join(["c/a"], { signal: leaver.signal });
  const stays = shared.join(["c/b"], {});
  void shared.send();
  leaver.abort();
  await expect(left).rejects.toMatchObject({ code: "UNAVAILABLE" });
  sent[0]?.fail(new StoreError("INTERNAL", "broken"));
  await new Promise(setImmediate);
  expect(sent.slice(1).map(({ paths }) => paths)).toEqual([["c/b"]]);
  sent[1]?.answer("c/b");
  expect((await stays).documents).toEqual([{ path: "c/b" }]);
});
