import fc from "fast-check";
import type { CallableName } from "../src/api/api.ts";
import { decodeFields, encodeFields, encodeValue } from "../src/documents/codec.ts";
import type { JsonFields } from "../src/documents/firestore-json.ts";
import { restRequestOf, type RestRequest } from "../src/firestore-rest/rest-request-of.fixture.ts";
import { CallError } from "../src/testing/call-error.ts";
import { memoryGateway, type MemoryGateway } from "../src/testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT, type RestAnswer } from "../src/testing/memory-rest.ts";
import type { Fields, Value } from "../src/values/value.ts";
import { tries } from "../simulation/soak.ts";
import { questions } from "./question.arbitrary.ts";
import { NOW, type Situation } from "./situation.ts";
import { situations } from "./situations.ts";
import type { Documents } from "./twin-databases.ts";
import { withUnreadable } from "./with-unreadable.ts";

/** What came of a request, by whichever protocol it went. */
interface Outcome {
  readonly reason: string;
  /** Documents by path, and aggregates by name. */
  readonly found: unknown;
  readonly usage: unknown;
}

/**
 * The same database twice: one is asked by callables, the other the same by Firestore's REST API.
 * What is answered, refused, billed, left of the quota and stored is the same.
 */
const reasons = new Set<string>();

describe.each(Object.entries(situations))("%s", (_what, situation) => {
  test("cost the same and are the same by callables and by Firestore's protocol", async () => {
    const sequence = fc.array(questions(situation.guesses), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(situation.twins, sequence, async ([stored], asked) => {
        const [one, other] = [await worldOf(situation, stored), await worldOf(situation, stored)];
        for (const question of asked) {
          const { callable } = question;
          const request = withoutId(question.request({}));
          const rest = isSaidAlike(request) ? restRequestOf(callable, request) : undefined;
          // Ids that the gateway chooses differ.
          if (rest === undefined || (callable === "createDocument" && !("id" in request))) continue;
          const told = await byCallable(one, { callable, request }, situation);
          expect(await byRest(other, rest, situation)).toEqual(told);
          reasons.add(told.reason);
          expect(await leftIn(other, situation)).toEqual(await leftIn(one, situation));
        }
      }),
      { numRuns: tries({ short: 40, long: 3_000 }) },
    );
  });
});

test("requests were answered, refused and failed in several ways", () => {
  expect(reasons.size).toBeGreaterThan(3);
});

/** By Firestore's protocol no request says that it is the same as an earlier one. */
function withoutId(request: object): object {
  return Object.fromEntries(Object.entries(request).filter(([name]) => name !== "requestId"));
}

/**
 * Firestore has one word for what callables call a set or an update, under a condition; and an
 * update there always says that there is to be a document, which callables may say besides. A
 * verify stands alone by the protocol only.
 */
function isSaidAlike(request: object): boolean {
  const { writes = [], atomic } = request as { writes?: readonly object[]; atomic?: boolean };
  return [request, ...writes].every((one) => {
    const { op, ifExists, ifUpdateTime, merge } = one as Record<string, unknown>;
    if (op === "verify") return atomic !== false;
    if (op === "update") return ifExists === undefined;
    if (op !== "set") return true;
    return ifExists !== false && (merge === undefined || (ifExists ?? ifUpdateTime) === undefined);
  });
}

async function worldOf({ collections }: Situation, stored: Documents): Promise<MemoryGateway> {
  const nowMs = Date.parse(NOW);
  const gateway = memoryGateway({ collections, now: () => nowMs, wrapStore: withUnreadable });
  await gateway.documents.setAll({ "nothing/here": {}, ...stored });
  return gateway;
}

async function byCallable(
  gateway: MemoryGateway,
  { callable, request }: { readonly callable: CallableName; readonly request: object },
  { who }: Situation,
): Promise<Outcome> {
  try {
    const answer = await gateway.as(who)[callable](request as never);
    return { reason: "none", found: foundIn(answer), usage: answer.usage };
  } catch (thrown) {
    if (!(thrown instanceof CallError) || thrown.reason === "INTERNAL") throw thrown;
    return { reason: nameOf(thrown.reason), found: null, usage: thrown.usage };
  }
}

async function byRest(
  gateway: MemoryGateway,
  rest: RestRequest,
  { who }: Situation,
): Promise<Outcome> {
  const answer = await gateway.restAs(who)(...rest);
  const reason = reasonIn(answer);
  return {
    reason,
    found: reason === "none" ? foundByRest(rest, answer) : null,
    usage: answer.usage,
  };
}

/** That a document is to be there, or not, is a condition of a write to one and a name to the other. */
function nameOf(reason: string): string {
  return ["STALE", "DOCUMENT_NOT_FOUND", "DOCUMENT_EXISTS"].includes(reason) ? "UNMET" : reason;
}

function reasonIn({ body }: RestAnswer): string {
  const [first] = (Array.isArray(body) ? body : [body]) as {
    error?: { status: string; details: readonly { reason?: string }[] };
  }[];
  return nameOf(first?.error?.details[0]?.reason ?? (first?.error ? "INTERNAL" : "none"));
}

interface Answer {
  readonly document?: Found;
  readonly documents?: readonly (Found | null)[];
  readonly aggregates?: Fields;
  readonly results?: readonly { readonly transformResults?: readonly Value[] }[];
  readonly transformResults?: readonly Value[];
}

interface Found {
  readonly path: string;
  /** Absent in the answer to a write. */
  readonly data?: Fields;
}

/** The documents, aggregates and results of transforms of an answer, in Firestore's form. */
function foundIn(sent: object): unknown {
  const answer = sent as Answer;
  const {
    document,
    documents = document ? [document] : [],
    aggregates,
    results = [answer],
  } = answer;
  // Firestore answers a document that is named twice once.
  const each = new Map(
    documents.flatMap((one) => (one?.data ? [[one.path, asRead(one.data)]] : [])),
  );
  if (aggregates) return asRead(aggregates);
  const made = results.flatMap(({ transformResults = [] }) => transformResults);
  return [...each, ...made.map((value) => encodeValue(value, ROOT))];
}

interface RestBody {
  readonly name?: string;
  readonly fields?: JsonFields;
  readonly createTime?: string;
  readonly found?: RestBody;
  readonly document?: RestBody;
  readonly result?: { readonly aggregateFields: JsonFields };
  readonly writeResults?: readonly { readonly transformResults?: readonly unknown[] }[];
}

function foundByRest([httpMethod]: RestRequest, { body }: RestAnswer): unknown {
  const parts = (Array.isArray(body) ? body : [body]) as readonly RestBody[];
  const [{ result, writeResults }] = parts as [RestBody];
  if (result) return asRead(decodeFields(result.aggregateFields, ROOT));
  if (writeResults) return writeResults.flatMap(({ transformResults = [] }) => transformResults);
  return parts.flatMap(({ found, document, ...one }) => {
    const { name, fields = {} } = found ?? document ?? (httpMethod === "GET" ? one : {});
    return name === undefined
      ? []
      : [[name.slice(ROOT.length), asRead(decodeFields(fields, ROOT))]];
  });
}

/** In which a number has one spelling, and an average is one. */
function asRead(fields: Fields): Fields {
  return decodeFields(encodeFields(fields, ROOT), ROOT);
}

/** What is stored, without times, and what the caller's quota has left. */
async function leftIn(gateway: MemoryGateway, { who }: Situation): Promise<unknown> {
  const stored = await gateway.documents.list();
  const { limits } = await gateway.as(who).getQuota({});
  return { stored, limits: limits.map(({ name, remaining }) => [name, remaining]) };
}
