import fc from "fast-check";
import { anyData, anyone, collection, perMinute } from "../packages/gateway/src/index.ts";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import { memoryGateway } from "../packages/gateway/src/testing/memory-gateway.ts";
import { tries } from "../packages/gateway/simulation/soak.ts";
import { AskedSide, type RestAnswer } from "./support/same-answers/asked-side.ts";
import { restTrial, type RestRequest } from "./support/same-answers/rest-trial.arbitrary.ts";
import { QUERIED } from "./support/same-answers/sent-queries.arbitrary.ts";
import { emulators } from "./support/emulators.ts";

const DIRECT = "demo-direct";
const THROUGH = "demo-memory";

const ordered = QUERIED.flatMap((field) => [field, `${field} desc`]);
const pairs = ordered.flatMap((first) =>
  ordered.filter((second) => !isSame(first, second)).map((second) => [first, second]),
);
const arrays = QUERIED.map((field) => [`${field} array-contains`]);

/** Where everybody may do everything, and most queries have their index. */
const rows = collection("{path=**}/rows", {
  schema: anyData(),
  access: { read: anyone(), write: anyone() },
  ids: "open",
  indexes: pairs,
  groupIndexes: [...ordered.map((field) => [field]), ...arrays, ...pairs],
});

/** What else may lie below a document, which a listing with missing documents reads. */
const others = collection("{path=**}", {
  schema: anyData(),
  access: { read: anyone(), write: anyone() },
  ids: "open",
});

const plenty = [perMinute(10_000_000)] as const;
const tier = {
  calls: plenty,
  reads: plenty,
  writes: plenty,
  lockingTransactions: 500,
  pastReads: true,
} as const;

const store = createRestStore({
  projectId: THROUGH,
  databaseId: "(default)",
  emulatorHost: emulators.firestore,
});
const gateway = memoryGateway({
  collections: [rows, others],
  quotas: { tiers: { anonymous: tier, user: tier, service: tier, admin: tier } },
  wrapStore: () => store,
});
const throughGateway = gateway.restAs({ uid: "ada" });

test("whoever may do everything is answered as by Firestore itself, whatever is asked", async () => {
  const compared = new Map<string, number>();
  const property = fc.asyncProperty(restTrial, async (requests) => {
    await Promise.all([DIRECT, THROUGH].map(empty));
    const expected = new AskedSide(DIRECT, askDirectly);
    const actual = new AskedSide(THROUGH, ({ httpMethod, path, body }) =>
      throughGateway(httpMethod, path, body),
    );
    try {
      for (const request of requests) {
        const [direct, through] = await Promise.all([
          expected.answerTo(request),
          actual.answerTo(request),
        ]);
        const difference = knownDifference(through, direct);
        if (difference === "in what is stored") return;
        if (difference !== undefined) continue;
        expect(through.told).toEqual(direct.told);
        count(compared, request, direct);
      }
    } finally {
      await Promise.all([expected.rollBack(), actual.rollBack()]);
    }
  });
  await fc.assert(property, { numRuns: tries({ short: 40, long: 1_000 }) });
  for (const verb of ["commit", "batchGet", "runQuery"]) {
    expect(compared.get(verb)).toBeGreaterThan(0);
  }
});

function count(counts: Map<string, number>, { path }: RestRequest, { status }: RestAnswer): void {
  const verb = /:(\w+)$/.exec(path)?.[1];
  if (verb !== undefined && status === 200) counts.set(verb, (counts.get(verb) ?? 0) + 1);
}

/** What docs/sdk.md says is otherwise, and what is so with both from then on. */
function knownDifference(
  { body, status }: RestAnswer,
  direct: RestAnswer,
): "in the answer" | "in what is stored" | undefined {
  const text = JSON.stringify(body);
  const isRefused = ["QUERY_NOT_COVERED", "not below a document"].some((one) => text.includes(one));
  if (isRefused) return "in the answer";
  // Of a batchWrite each write is refused by itself.
  const isOneByOne = status === 200 && direct.status === 400 && text.includes('"status"');
  return isOneByOne ? "in what is stored" : undefined;
}

async function askDirectly({ httpMethod, path, body }: RestRequest): Promise<RestAnswer> {
  const url = `http://${emulators.firestore}/v1/projects/${DIRECT}/databases/(default)/${path}`;
  const hasBody = httpMethod === "POST" || httpMethod === "PATCH";
  const response = await fetch(url, {
    method: httpMethod,
    headers: { authorization: "Bearer owner", "content-type": "application/json" },
    ...(hasBody && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

async function empty(project: string): Promise<void> {
  const database = `projects/${project}/databases/(default)/documents`;
  await fetch(`http://${emulators.firestore}/emulator/v1/${database}`, { method: "DELETE" });
}

function isSame(first: string, second: string): boolean {
  return first.replace(" desc", "") === second.replace(" desc", "");
}
