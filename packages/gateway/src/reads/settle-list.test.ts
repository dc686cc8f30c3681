import { anyData, collection, member } from "../index.ts";
import { authorizer, type AuthorizedList } from "../authorize/authorize.ts";
import type { ListGrant, PendingList } from "../authorize/grant-list.ts";
import { OwnWrites } from "../cache/own-writes.ts";
import { CachedReads } from "../cache/cached-reads.ts";
import { Call } from "../call/call.ts";
import type { CallContext } from "../call/call-context.ts";
import type { Caller } from "../caller/caller.ts";
import { Registry } from "../collection/registry.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import { runAggregation } from "./run-aggregation.ts";
import { runQuery } from "./run-query.ts";
import type { RequestedFreshness } from "./cache-use.ts";
import { settleList } from "./settle-list.ts";

const ada: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const collections = new Registry([
  collection("teams/{team}/tasks", {
    schema: anyData(),
    access: { list: member("teams/{team}", "members", { maxAgeMs: 500 }) },
  }),
]);

async function contextOf(members: readonly string[]) {
  const store = new MemoryStore({ now: Date.now });
  await store.commit([{ kind: "update", path: "teams/red", fields: { members } }], {});
  const reads = new CachedReads(store, { ownWrites: new OwnWrites(() => 0), monotonic: () => 0 });
  return () => {
    const call = new Call("queryDocuments", 60_000, Date.now);
    call.end();
    return {
      gateway: { reads, collections },
      call,
      request: {},
    } as CallContext<RequestedFreshness>;
  };
}

function pendingList(): PendingList {
  const authorize = authorizer({ caller: ada, collections, now: "2026-11-22T10:00:00.000000Z" });
  const query = { collection: "teams/red/tasks", orderBy: [], limit: 5 };
  return authorize({ kind: "list", query }, { at: "collection" }) as PendingList;
}

test("a query that membership decides on is granted once that has been read, and costs its reads", async () => {
  const context = (await contextOf(["ada"]))();
  const pending = pendingList();
  const settled = await settleList(pending, context);
  expect(settled.operation).toEqual(pending.operation);
  expect(context.call.usage).toEqual({ reads: 1, writes: 0, deletes: 0 });
});

test("who is no member is refused at one price, whether or not memory had the documents", async () => {
  const context = await contextOf(["bob"]);
  for (const { call, ...rest } of [context(), context()]) {
    const refused = settleList(pendingList(), { ...rest, call });
    await expect(refused).rejects.toMatchObject({
      reason: "FORBIDDEN",
      details: { field: "collection", path: "teams/red/tasks" },
    });
    expect(call.usage).toEqual({ reads: 1, writes: 0, deletes: 0 });
  }
});

test("what nobody authorized, or not yet, does not compile as what is read", () => {
  const page = { isFromEnd: false };
  const reads = (
    [pending, grant, authorized]: readonly [PendingList, ListGrant, AuthorizedList],
    context: CallContext<RequestedFreshness>,
  ) => [
    runQuery(authorized, page, context),
    runAggregation(authorized, context),
    // @ts-expect-error membership has not been read
    runQuery(pending, page, context),
    // @ts-expect-error membership has not been read
    runAggregation(pending, context),
    // @ts-expect-error authorize/ did not make it
    runQuery(grant, page, context),
    // @ts-expect-error authorize/ did not make it
    runAggregation(grant, context),
  ];
  expect(reads).toHaveLength(2);
});
