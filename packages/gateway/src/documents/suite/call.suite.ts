import type { DocumentStore, StoreCall } from "../store.ts";
import { dataOf, failureOf, freshCollection } from "./fixture.suite.ts";

export function callContract(store: DocumentStore): void {
  const path = `${freshCollection()}/a`;
  const query = { collection: freshCollection(), orderBy: [] };
  const update = { kind: "update", path, fields: {} } as const;
  const calls: [string, (call: StoreCall) => Promise<unknown>][] = [
    ["get", (call) => store.get([path, path], call)],
    ["query", (call) => store.query(query, call)],
    ["aggregate", (call) => store.aggregate(query, { all: { count: true } }, call)],
    ["commit", (call) => store.commit([update], call)],
    ["batchWrite", (call) => store.batchWrite([update], call)],
  ];

  test.each(calls)("%s is one round trip", async (_name, send) => {
    const meter = { roundTrips: 0 };
    await send({ meter });
    await send({ meter });
    expect(meter.roundTrips).toBe(2);
  });

  test.each(calls)("%s does not start when its time is over", async (_name, send) => {
    const meter = { roundTrips: 0 };
    await store.commit([{ kind: "delete", path }], {});
    const failure = await failureOf(send({ meter, signal: AbortSignal.abort() }));
    expect(failure).toMatchObject({ code: "UNAVAILABLE", outcomeUnknown: false });
    expect(meter.roundTrips).toBe(0);
    expect(await dataOf(store, path)).toBeNull();
  });
}
