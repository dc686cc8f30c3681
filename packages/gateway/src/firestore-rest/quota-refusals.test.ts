import { anyData, anyone, collection } from "../index.ts";
import { perDay } from "../quota/limit.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import type { RestAnswer } from "../testing/memory-rest.ts";

const rows = collection("rows", { schema: anyData(), access: { read: anyone(), write: anyone() } });

/** A gateway with 250 documents, that lets everybody read so many a day. */
async function world(reads: number) {
  const tier = { calls: [perDay(20)], reads: [perDay(reads)], writes: [perDay(20)] } as const;
  const tiers = { anonymous: tier, user: tier, service: tier, admin: tier };
  const gateway = memoryGateway({ collections: [rows], quotas: { tiers } });
  const documents = Array.from({ length: 250 }, (_, n) => [`rows/${String(n)}`, { n }] as const);
  await gateway.documents.setAll(Object.fromEntries(documents));
  const rest = gateway.restAs({ uid: "ada" });
  const query = (limit?: number) =>
    rest("POST", "documents:runQuery", {
      structuredQuery: { from: [{ collectionId: "rows" }], ...(limit && { limit }) },
    });
  return { gateway, query };
}

function errorOf({ body }: RestAnswer) {
  const [first] = body as { error?: { status: string; details: object[] } }[];
  return first?.error;
}

test("a quota that is used up is told with when to come back", async () => {
  const { query } = await world(260);
  expect(errorOf(await query(250))).toBeUndefined();
  const error = errorOf(await query(250));
  expect(error?.status).toBe("RESOURCE_EXHAUSTED");
  expect(error?.details).toContainEqual({
    "@type": "type.googleapis.com/google.rpc.RetryInfo",
    retryDelay: expect.stringMatching(/^\d+(\.\d+)?s$/) as string,
  });
});

test("what a quota never holds is refused for good", async () => {
  const { query } = await world(100);
  expect(errorOf(await query(250))?.status).toBe("PERMISSION_DENIED");
});

test("pages grow no larger than the quota ever holds", async () => {
  const { query } = await world(150);
  const answer = await query();
  // Of 250, the third page is more than the day has left.
  expect(errorOf(answer)?.status).toBe("RESOURCE_EXHAUSTED");
  expect(answer.usage.reads).toBe(100);
  const enough = await world(400);
  expect((await enough.query()).body).toHaveLength(251);
});

test("each page counts as a call, with what it has read", async () => {
  const { gateway, query } = await world(1_000);
  expect((await query()).usage).toEqual({ reads: 250, writes: 0, deletes: 0 });
  const { limits } = await gateway.as({ uid: "ada" }).getQuota({});
  const left = Object.fromEntries(limits.map(({ name, remaining }) => [name, remaining]));
  expect(left["reads-per-day"]).toBe(750);
  // Two pages, of 100 and of 150; getQuota is the third call.
  expect(left["calls-per-day"]).toBe(17);
});
