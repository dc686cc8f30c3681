import { once } from "node:events";
import { countedNames } from "../packages/gateway/src/collection/counted-names.ts";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import { compactUsage } from "../packages/gateway/src/usage/compact-usage.ts";
import { idFrom } from "../packages/gateway/src/usage/usage-window.ts";
import { books, films } from "./fixtures/advised/functions/src/collections.ts";
import { emulators } from "./support/emulators.ts";
import { Caller, Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { runDatabaseServiceIn } from "./support/run-database-service.ts";

/** What `advise` tells of calls as they were made, through an instance as in production. */
const PROJECT = "test/fixtures/advised";
const USAGE = "_advised_usage";
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

interface Advice {
  readonly kind: string;
  readonly collection: string;
  readonly subject: string;
  readonly what: string;
  readonly paste?: string;
}

/** When the calls are made, by the instance's clock: they are all of one day, whenever this runs. */
const NOON_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;

let production: Production;
let told: { readonly days: number; readonly advice: readonly Advice[] };

beforeAll(async () => {
  production = await Production.startApp(`${PROJECT}/functions/src/index.ts`);
  const env = { CLOCK_AHEAD_MS: String(NOON_MS - Date.now()) };
  const instance = await production.instance("database", env, ["test/support/clock-ahead.ts"]);
  const issued = NOON_MS / 1_000 - 60;
  const token = { iat: issued, auth_time: issued, exp: issued + 3_600 };
  await makeCalls(new Caller(instance, { sub: "advised-ada", admin: true, ...token }));
  const exited = once(instance.child, "exit");
  instance.child.kill("SIGTERM");
  await exited;
  await sumUp();
  await repeatDaily();
  const { output, exitCode } = await runDatabaseServiceIn(PROJECT, "advise", "--json");
  if (exitCode !== 0) throw new Error(output);
  told = JSON.parse(output) as typeof told;
});

afterAll(() => production.stop());

/** So many calls, ten at a time. */
async function times(count: number, run: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n += 10) await Promise.all(Array.from({ length: 10 }, run));
}

async function makeCalls(ada: Caller): Promise<void> {
  const collection = "advised";
  const query = (more: object) => ada.call("queryDocuments", { collection, limit: 5, ...more });
  const path = `${collection}/hot`;
  // More than a minute's in each of two, if a minute ends meanwhile.
  await times(130, () => ada.call("setDocument", { path, data: { a: 1, b: 1, c: 1, text: "x" } }));
  await times(120, () => ada.call("getDocument", { path }));
  await times(120, () => ada.call("getDocument", { path: `${collection}/none` }));
  await times(110, () => query({ where: [["a", "==", 7]] }));
  const both = [
    ["a", "==", 1],
    ["b", "==", 1],
  ];
  await query({ where: both, orderBy: ["c"] });
  await query({ where: both.slice(1), orderBy: ["a", "c"] });
  const served = { collection: "well-advised", where: both.slice(0, 1), orderBy: ["b"] };
  await ada.call("queryDocuments", served);
  await explainedQuery(() => query({ where: [["c", "==", 1]], explain: true }));
}

/** The emulator explains nothing: what Firestore would answer is answered in its place. */
async function explainedQuery(ask: () => Promise<unknown>): Promise<void> {
  const readTime = "2026-11-22T10:00:00.000000Z";
  const debugStats = { index_entries_scanned: "900", documents_scanned: "900" };
  const body = JSON.stringify([
    { readTime },
    { explainMetrics: { executionStats: { readOperations: "900", debugStats } } },
  ]);
  production.firestore.fail("runQuery", { kind: "answer", status: 200, body });
  await ask();
}

/** As the scheduled function does, once the hour is over. */
async function sumUp(): Promise<void> {
  const documents = createRestStore({
    projectId: emulators.project,
    databaseId: "(default)",
    emulatorHost: emulators.firestore,
  });
  const declared = () => [books, films].map(countedNames);
  const compaction = { documents, collection: USAGE, call: {}, declared };
  await compactUsage(compaction, NOON_MS + 1.1 * HOUR_MS);
}

/** The same on each of the days before, and on the next, which may have begun when it is asked. */
async function repeatDaily(): Promise<void> {
  const days = (await rawFirestore.list(USAGE)).filter(({ name }) => name.includes("/day-"));
  const fields = days[0]?.fields ?? {};
  await Promise.all(
    Array.from({ length: 37 }, async (_, ago) => {
      const fromMs = NOON_MS + (1 - ago) * DAY_MS;
      const id = `${idFrom({ resolution: "day", fromMs })}-all`;
      await rawFirestore.set(`${USAGE}/${id}`, fields);
    }),
  );
}

function of(kind: string): readonly Advice[] {
  return told.advice.filter((one) => one.kind === kind);
}

test("a document that is written more than once a second is told by its collection", () => {
  expect(of("hot-document")).toMatchObject([{ collection: "advised" }]);
});

test("reads that a cache would have saved are told with their number", () => {
  const [get] = of("cache").filter(({ subject }) => subject === "get");
  const [, repeated, reads] = /^(\d+) of (\d+) reads/.exec(get?.what ?? "") ?? [];
  expect(Number(reads)).toBe(36 * 240);
  // Several times ten seconds may pass within the calls.
  expect(Number(repeated)).toBeGreaterThan(36 * 120);
  expect(get?.paste).toBe("cache: { maxAgeMs: 10_000 }");
});

test("documents that are asked for again and again, and are not there, are told with their share", () => {
  expect(of("missing")).toMatchObject([
    {
      collection: "advised",
      subject: "get",
      what: expect.stringContaining(`${String(36 * 120)} documents asked for were not there, 50 %`),
    },
  ]);
});

test("queries that find nothing, and those of which Firestore says that they look at much, are told", () => {
  expect(of("query")).toMatchObject([
    {
      subject: "a == limit",
      what: expect.stringContaining(`${String(36 * 110)} reads found nothing`),
    },
    { subject: "c == limit", what: expect.stringContaining(`looked at ${String(36 * 900)}`) },
  ]);
});

test("an index that no query needs is told, and one that another replaces", () => {
  expect(of("unused-index")).toMatchObject([{ collection: "advised", subject: "c, a desc" }]);
  expect(of("replaced-index")).toMatchObject([
    { subject: "a, b, c", what: expect.stringContaining("the index b, a, c") },
  ]);
});

test("a field that is written and that no query names is told with its exemption", () => {
  expect(of("unqueried-field")).toMatchObject([
    { collection: "advised", subject: "text", paste: 'unindexed: ["text"]' },
  ]);
});

test("as text it is the same, and a wrong option is refused", async () => {
  const { output, exitCode } = await runDatabaseServiceIn(PROJECT, "advise");
  expect(exitCode).toBe(0);
  for (const { what } of told.advice) expect(output).toContain(what);
  expect(output).toMatch(/^Usage of 3[56] days\./);
  expect((await runDatabaseServiceIn(PROJECT, "advise", "--jso")).exitCode).toBe(2);
});
