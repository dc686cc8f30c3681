import fc from "fast-check";
import { anyData, anyone, collection, nobody } from "../../../gateway/src/index.ts";
import { StoreError, type DocumentStore } from "../../../gateway/src/documents/store.ts";
import { memoryGateway, type MemoryGateway } from "../../../gateway/src/testing/memory-gateway.ts";
import { MEMORY_ROOT } from "../../../gateway/src/testing/memory-rest.ts";
import { onWriteDelay } from "../settings.ts";
import { ModelWriteQueue } from "./model-write-queue.fixture.ts";

const access = { read: anyone(), write: anyone() };
const collections = [
  collection("counters", { schema: anyData(), access }),
  collection("laws", { schema: anyData(), access: { read: anyone(), write: nobody() } }),
];

/** A batch of the queue: clicks on counters, or one that is refused for good. */
type Batch = readonly string[] | (typeof REFUSED)[number];
const REFUSED = ["by a policy", "by a condition", "for its form"] as const;

/** What becomes of a request on its way. */
const ON_THE_WAY = ["passes", "is lost", "is not answered", "is broken off", "is limited"] as const;
type OnTheWay = (typeof ON_THE_WAY)[number];

/** What becomes of a commit before Firestore. */
const AT_FIRESTORE = ["passes", "is applied unheard", "is lost", "collides", "fails"] as const;
type AtFirestore = (typeof AT_FIRESTORE)[number];

interface Faults {
  readonly requests: readonly OnTheWay[];
  readonly commits: readonly AtFirestore[];
}

const click = (id: string) => ({
  update: { name: `${MEMORY_ROOT}counters/${id}`, fields: {} },
  updateMask: { fieldPaths: [] },
  updateTransforms: [{ fieldPath: "n", increment: { integerValue: "1" } }],
});

function writesOf(batch: Batch): readonly object[] {
  switch (batch) {
    case "by a policy":
      return [click("a"), { update: { name: `${MEMORY_ROOT}laws/one`, fields: {} } }];
    case "by a condition":
      return [
        click("a"),
        { delete: `${MEMORY_ROOT}counters/none`, currentDocument: { exists: true } },
      ];
    case "for its form":
      return [click("a"), { update: 1 }];
    default:
      return batch.map(click);
  }
}

/** A gateway whose commits meet these faults, one after another. */
function faulty(commits: readonly AtFirestore[]): MemoryGateway {
  const left = [...commits];
  return memoryGateway({
    collections,
    wrapStore: (memory): DocumentStore => ({
      transactions: memory.transactions,
      get: (paths, call) => memory.get(paths, call),
      query: (query, call) => memory.query(query, call),
      aggregate: (query, aggregates, call) => memory.aggregate(query, aggregates, call),
      batchWrite: (writes, call) => memory.batchWrite(writes, call),
      async commit(writes, call) {
        const isOfCall = writes.some(({ path }) => path.startsWith("counters/"));
        const fate = (isOfCall ? left.shift() : undefined) ?? "passes";
        if (fate === "collides") throw new StoreError("ABORTED", "contention");
        if (fate === "fails") throw new StoreError("UNAVAILABLE", "down", { unreachable: true });
        if (fate === "is lost") throw unknown();
        const result = await memory.commit(writes, call);
        if (fate === "is applied unheard") throw unknown();
        return result;
      },
    }),
  });
}

function unknown(): StoreError {
  return new StoreError("UNAVAILABLE", "cut", { outcomeUnknown: true, unanswered: true });
}

const LIMITED = {
  error: {
    status: "RESOURCE_EXHAUSTED",
    message: "Wait.",
    details: [{ reason: "QUOTA_EXCEEDED", metadata: { retryAfterMs: "1" } }],
  },
};

/** Sends a queue through the transport to a gateway, with faults between. @returns the queue, and what is stored */
async function send(batches: readonly Batch[], { requests, commits }: Faults) {
  const gateway = faulty(commits);
  const left = [...requests];
  queues += 1;
  const queue = new ModelWriteQueue(
    `https://gateway-${String(queues)}.test/v/database`,
    batches.map(writesOf),
  );
  globalThis.fetch = async (_url, init) => {
    const fate = left.shift() ?? "passes";
    if (fate === "is lost") throw new TypeError("lost");
    if (fate === "is limited") return Response.json([LIMITED], { status: 429 });
    if (fate === "is broken off") queue.interrupt();
    const body: unknown = JSON.parse(init?.body as string);
    const answer = await gateway.restAs({ uid: "ada" })("POST", "documents:write", body);
    if (fate === "is not answered") throw new TypeError("cut");
    return Response.json(answer.body, { status: answer.status });
  };
  await queue.run();
  const stored = await gateway.documents.list();
  const counts = Object.entries(stored).filter(([path]) => path.startsWith("counters/"));
  return { queue, counts: Object.fromEntries(counts.map(([path, { n }]) => [path.slice(9), n])) };
}

let queues = 0;
const { fetch } = globalThis;
const stop = onWriteDelay(() => undefined);
afterAll(() => {
  globalThis.fetch = fetch;
  stop();
});

/** What comes of a queue without any fault. */
function expected(batches: readonly Batch[]) {
  const counts: Record<string, number> = {};
  const [acknowledged, rejected]: [number[], number[]] = [[], []];
  for (const [number, batch] of batches.entries()) {
    if (typeof batch === "string") {
      rejected.push(number);
      continue;
    }
    acknowledged.push(number);
    for (const id of batch) counts[id] = (counts[id] ?? 0) + 1;
  }
  return { acknowledged, rejected, counts };
}

async function outcome(batches: readonly Batch[], faults: Faults) {
  const { queue, counts } = await send(batches, faults);
  return { acknowledged: queue.acknowledged, rejected: queue.rejected, counts };
}

const clicks = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 2 });
const batch = fc.oneof({ weight: 6, arbitrary: clicks }, fc.constantFrom(...REFUSED));

test("whatever is lost on the way and at Firestore, each batch counts once and is answered in its order", async () => {
  const faults = fc.record({
    requests: fc.array(fc.constantFrom(...ON_THE_WAY), { maxLength: 8 }),
    commits: fc.array(fc.constantFrom(...AT_FIRESTORE), { maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: 1, maxLength: 25 }),
      faults,
      async (queue, of) => {
        expect(await outcome(queue, of)).toEqual(expected(queue));
      },
    ),
    { numRuns: 40 },
  );
});

const POSITIONS = [0, 1, 5, 9];
const QUEUES = {
  "of one document": Array.from({ length: 12 }, () => ["a"]),
  "of different documents": Array.from({ length: 12 }, (_, n) => [String(n)]),
};

const CASES = Object.entries(QUEUES).flatMap(([name, queue]) =>
  POSITIONS.flatMap((position) => [
    ...REFUSED.map((refused) => {
      return {
        name,
        what: `a batch is refused ${refused}`,
        position,
        queue: queue.with(position, refused as never),
        faults: { requests: [], commits: [] },
      };
    }),
    ...ON_THE_WAY.slice(1).map((fate) => {
      const requests = [...Array.from({ length: position }, () => "passes" as const), fate];
      return {
        name,
        what: `a request ${fate}`,
        position,
        queue,
        faults: { requests, commits: [] },
      };
    }),
    ...AT_FIRESTORE.slice(1).map((fate) => {
      const commits = [...Array.from({ length: position }, () => "passes" as const), fate];
      return { name, what: `a commit ${fate}`, position, queue, faults: { requests: [], commits } };
    }),
  ]),
);

test.each(CASES)(
  "in a queue $name, where $what at $position, each batch counts once and is answered in its order",
  async ({ queue, faults }) => {
    expect(await outcome(queue, faults)).toEqual(expected(queue));
  },
);
