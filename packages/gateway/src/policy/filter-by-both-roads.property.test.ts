import fc from "fast-check";
import { tries } from "../../simulation/soak.ts";
import { anyData, collection, type CollectionDefinition } from "../index.ts";
import type { Policy } from "./policy.ts";
import { CallError } from "../testing/call-error.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";
import type { Who } from "../testing/memory-caller.ts";
import type { Fields } from "../values/value.ts";
import { documentFields, NOW, otherDocuments, policy } from "./policy.arbitrary.ts";

const IDS = ["ada", "bob", "red"];
const PATHS = IDS.map((id) => `rooms/ada/notes/${id}`);

const who = fc.constantFrom<(Who | null)[]>(
  null,
  { uid: "ada", claims: { email: "ada", groups: ["red"], teams: ["red"] } },
  { uid: "bob", claims: { email: "bob", level: 1, roles: ["editor"], teams: ["blue"] } },
  { uid: "cy", claims: { email: 1, admin: true, groups: ["red", "blue", null] } },
  { uid: "service:catalog", claims: { service: "catalog" } },
);
const stored = fc.array(documentFields, { minLength: IDS.length, maxLength: IDS.length });

test("a query answers what gets answer one by one, by callables and by Firestore's protocol", async () => {
  let compared = 0;
  const world = fc.record({ read: policy, who, stored, others: otherDocuments });
  await fc.assert(
    fc.asyncProperty(world, async ({ read, who: caller, stored: fields, others }) => {
      const notes = declared(read);
      if (notes === undefined) return;
      const nowMs = Date.parse(NOW);
      const gateway = memoryGateway({ collections: [notes], now: () => nowMs });
      const besides = [...others].flatMap(([path, one]) => (one ? [[path, one.data]] : []));
      const own = PATHS.map((path, index) => [path, fields[index] ?? {}]);
      await gateway.documents.setAll(Object.fromEntries([...besides, ...own]) as Documents);
      const got = await gotten(gateway, caller);
      const listed = await listedByCallable(gateway, caller);
      if (listed !== undefined) expect(listed).toEqual(got);
      const streamed = await listedByRest(gateway, caller);
      expect(streamed).toEqual(listed);
      compared += Number(listed !== undefined);
    }),
    { numRuns: tries({ short: 150, long: 5_000 }) },
  );
  expect(compared).toBeGreaterThan(50);
});

type Documents = Readonly<Record<string, Fields>>;

/** What is refused at start is not compared. */
function declared(read: Policy): CollectionDefinition | undefined {
  try {
    return collection("rooms/{segment}/notes", { schema: anyData(), access: { read } });
  } catch (error) {
    if (error instanceof Error && !(error instanceof TypeError)) return undefined;
    throw error;
  }
}

/** The documents that the caller gets, which are the same by each of the ways to get them. */
async function gotten(gateway: MemoryGateway, caller: Who | null): Promise<readonly string[]> {
  const rest = gateway.restAs(caller);
  const found: string[] = [];
  for (const path of PATHS) {
    const { status } = await rest("GET", `documents/${path}`);
    const answer = await rest("POST", "documents:batchGet", { documents: [ROOT + path] });
    const [element] = answer.body as [{ found?: object }];
    expect(element.found !== undefined).toBe(status === 200);
    const isCalled = await gateway
      .as(caller)
      .getDocument({ path })
      .then(() => true, unlessRefused);
    expect(isCalled).toBe(status === 200);
    if (status === 200) found.push(path);
  }
  return found;
}

/** What policies refuse, and what they make look as if it were not there. */
function unlessRefused(error: unknown): false {
  if (error instanceof CallError && REFUSED.has(error.reason)) return false;
  throw error;
}

const REFUSED: ReadonlySet<string> = new Set(["FORBIDDEN", "DOCUMENT_NOT_FOUND"]);

const INEXPRESSIBLE: ReadonlySet<string> = new Set(["POLICY_QUERY_CONFLICT", "QUERY_NOT_COVERED"]);

/** Undefined where the policy can't be a filter of this query, or needs an index. */
async function listedByCallable(
  gateway: MemoryGateway,
  caller: Who | null,
): Promise<readonly string[] | undefined> {
  try {
    const { documents } = await gateway
      .as(caller)
      .queryDocuments({ collection: "rooms/ada/notes" });
    return documents.map(({ path }) => path).toSorted();
  } catch (error) {
    const isInexpressible = error instanceof CallError && INEXPRESSIBLE.has(error.reason);
    return isInexpressible ? undefined : unlessRefused(error) || [];
  }
}

interface Element {
  readonly document?: { readonly name: string };
  readonly error?: { readonly details: readonly [{ readonly reason: string }] };
}

async function listedByRest(
  gateway: MemoryGateway,
  caller: Who | null,
): Promise<readonly string[] | undefined> {
  const structuredQuery = { from: [{ collectionId: "notes" }] };
  const query = await gateway.restAs(caller)("POST", "documents/rooms/ada:runQuery", {
    structuredQuery,
  });
  const elements = query.body as readonly Element[];
  const reason = elements[0]?.error?.details[0].reason ?? "none";
  if (INEXPRESSIBLE.has(reason)) return undefined;
  expect(["none", "FORBIDDEN"]).toContain(reason);
  return elements.flatMap(({ document }) => document?.name.slice(ROOT.length) ?? []).toSorted();
}
