import fc from "fast-check";
import { encodeFields } from "../documents/codec.ts";
import type { JsonFields, JsonValue } from "../documents/firestore-json.ts";
import { StoreError } from "../documents/store.ts";
import { anyData, anyone, collection, nobody, owner, signedIn } from "../index.ts";
import type { Fields } from "../values/value.ts";
import { tries } from "../../simulation/soak.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";
import { meddled } from "../writes/meddled-store.fixture.ts";
import { QUEUED_PATHS, queuedBatches } from "./queued-batch.arbitrary.ts";
import { nameOf, SdkCache, type QueuedAnswer, type QueuedWrite } from "./sdk-cache.fixture.ts";

const schema = anyData();
const read = anyone();
const collections = [
  collection("rows", { schema, access: { read, write: signedIn() } }),
  collection("owned", {
    schema,
    access: { read, create: signedIn(), update: owner("by"), delete: owner("by") },
  }),
  collection("laws", { schema, access: { read, write: nobody() } }),
];
const SEED = { n: 1, t: 1, by: "ada" };

type Batch = readonly QueuedWrite[];
/** What became of a batch: its answer, or the reason of its refusal. */
type Outcome = QueuedAnswer | string;
type Documents = Readonly<Record<string, JsonFields>>;

/** What becomes of a request to Firestore. */
const AT_FIRESTORE = ["passes", "is applied unheard", "is lost", "collides", "fails"] as const;
/** What becomes of a request to the gateway. */
const ON_THE_WAY = ["passes", "is lost", "is not answered"] as const;

interface Way {
  readonly atFirestore: readonly (typeof AT_FIRESTORE)[number][];
  readonly onTheWay: readonly (typeof ON_THE_WAY)[number][];
  /** How many batches each request has, again from the first when there are no more. */
  readonly sizes: readonly number[];
}

beforeEach(() => {
  // Who collided goes on at once.
  jest.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => jest.restoreAllMocks());

async function gatewayWith(atFirestore: Way["atFirestore"]): Promise<MemoryGateway> {
  const left = [...atFirestore];
  let isSeeded = false;
  const gateway = memoryGateway({
    collections,
    wrapStore: (memory) =>
      meddled(memory, {
        async commit(send, writes) {
          const isOfQueue = writes.some(({ path }) => path.startsWith("_requests/"));
          const fate = (isSeeded && isOfQueue ? left.shift() : undefined) ?? "passes";
          const unknown = { outcomeUnknown: true, unanswered: true };
          if (fate === "collides") throw new StoreError("ABORTED", "contention");
          if (fate === "fails") throw new StoreError("UNAVAILABLE", "down", { unreachable: true });
          if (fate === "is lost") throw new StoreError("UNAVAILABLE", "cut", unknown);
          const result = await send();
          if (fate === "is applied unheard") throw new StoreError("UNAVAILABLE", "cut", unknown);
          return result;
        },
      }),
  });
  await gateway.documents.setAll({ "rows/a": SEED, "owned/a": SEED });
  isSeeded = true;
  return gateway;
}

async function documentsOf(gateway: MemoryGateway): Promise<Documents> {
  const stored = Object.entries(await gateway.documents.list());
  const ours = stored.filter(([path]) => (QUEUED_PATHS as readonly string[]).includes(path));
  return Object.fromEntries(
    ours.map(([path, data]) => [ROOT + path, encodeFields(data as Fields, ROOT)]),
  );
}

/** A batch as it is sent, under an id by its place. */
function sentAt(index: number, writes: Batch) {
  return { requestId: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`, writes };
}

interface RestError {
  readonly error: { readonly status: string; readonly details: readonly { reason: string }[] };
}

function outcomeOf(body: QueuedAnswer | RestError): Outcome {
  return "error" in body ? (body.error.details[0]?.reason ?? body.error.status) : body;
}

/** Each batch alone, in turn: what became of it, and the documents after it. */
async function inTurn(batches: readonly Batch[]) {
  const gateway = await gatewayWith([]);
  const steps: { readonly outcome: Outcome; readonly documents: Documents }[] = [];
  for (const [index, writes] of batches.entries()) {
    const rest = gateway.restAs({ uid: "ada" });
    const { body } = await rest("POST", "documents:commit", sentAt(index, writes));
    const outcome = outcomeOf(body as QueuedAnswer | RestError);
    steps.push({ outcome, documents: await documentsOf(gateway) });
  }
  return steps;
}

const AGAIN = ["OUTCOME_UNKNOWN", "FIRESTORE_UNAVAILABLE", "CONTENTION"];

/** The queue in requests of some batches each, again until each is answered or refused. */
async function inRequests(batches: readonly Batch[], { atFirestore, onTheWay, sizes }: Way) {
  const gateway = await gatewayWith(atFirestore);
  const rest = gateway.restAs({ uid: "ada" });
  const fates = [...onTheWay];
  const outcomes: Outcome[] = [];
  for (let round = 0; outcomes.length < batches.length; round += 1) {
    const from = outcomes.length;
    const size = sizes[round % sizes.length] ?? 1;
    const sent = batches.slice(from, from + size).map((one, at) => sentAt(from + at, one));
    const fate = fates.shift() ?? "passes";
    if (fate === "is lost") continue;
    const { body } = await rest("POST", "documents:write", sent);
    if (fate === "is not answered") continue;
    const told = (body as (QueuedAnswer | RestError)[]).map(outcomeOf);
    outcomes.push(...told.filter((one) => !AGAIN.includes(one as string)));
  }
  return { outcomes, documents: await documentsOf(gateway) };
}

function cacheAfter(batches: readonly Batch[], outcomes: readonly Outcome[], seeds: Documents) {
  const cache = new SdkCache(seeds);
  for (const [index, outcome] of outcomes.entries()) {
    if (typeof outcome !== "string") cache.acknowledge(batches[index] as Batch, outcome);
  }
  return cache.documents;
}

const reasonsOf = (outcomes: readonly Outcome[]) =>
  outcomes.map((one) => (typeof one === "string" ? one : "ok"));

const way: fc.Arbitrary<Way> = fc.record({
  atFirestore: fc.array(fc.constantFrom(...AT_FIRESTORE), { maxLength: 12 }),
  onTheWay: fc.array(fc.constantFrom(...ON_THE_WAY), { maxLength: 8 }),
  sizes: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 5 }),
});
const RUNS = { numRuns: tries({ short: 40, long: 2_000 }) };

test("a queue in any requests, whatever is lost, comes to what its batches come to one by one", async () => {
  await fc.assert(
    fc.asyncProperty(queuedBatches, way, async (batches, sent) => {
      const steps = await inTurn(batches);
      const { outcomes, documents } = await inRequests(batches, sent);
      expect(reasonsOf(outcomes)).toEqual(reasonsOf(steps.map(({ outcome }) => outcome)));
      expect(documents).toEqual(steps.at(-1)?.documents);
    }),
    RUNS,
  );
});

test("what the SDK takes of the answers into its cache is what is stored, whatever is lost", async () => {
  const seeds = await documentsOf(await gatewayWith([]));
  await fc.assert(
    fc.asyncProperty(queuedBatches, way, async (batches, sent) => {
      const { outcomes, documents } = await inRequests(batches, sent);
      expect(cacheAfter(batches, outcomes, seeds)).toEqual(documents);
    }),
    RUNS,
  );
});

test("a number that is told is one that the field had after its batch, or null where the field was gone", async () => {
  await fc.assert(
    fc.asyncProperty(queuedBatches, way, async (batches, sent) => {
      const steps = await inTurn(batches);
      const { outcomes } = await inRequests(batches, sent);
      for (const [index, outcome] of outcomes.entries()) {
        if (typeof outcome === "string") continue;
        const alone = steps[index]?.outcome as QueuedAnswer;
        for (const [at, write] of (batches[index] as Batch).entries()) {
          const told = outcome.writeResults[at]?.transformResults;
          const aloneTold = alone.writeResults[at]?.transformResults;
          expect(told?.length).toBe(aloneTold?.length);
          for (const [place, value] of (told ?? []).entries()) {
            const field = write.updateTransforms?.[place]?.fieldPath ?? "";
            const later = steps.slice(index).map(({ documents }): JsonValue => {
              return documents[nameOf(write)]?.[field] ?? { nullValue: null };
            });
            expect([aloneTold?.[place], ...later]).toContainEqual(value);
          }
        }
      }
    }),
    RUNS,
  );
});
