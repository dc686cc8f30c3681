import { randomUUID } from "node:crypto";
import { emulators } from "./support/emulators.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { logOf } from "./support/log-of.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { until } from "./support/until.ts";
import { idTokenClaims, sign } from "../tools/production/token-issuer.ts";

/** Several commits in one request, as the transport sends what Firebase's SDK has in its queue. */
let production: Production;
let gateway: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/full-sdk");
  gateway = await production.instance("database");
});
afterEach(() => production.firestore.heal());
afterAll(() => production.stop());

const ROOT = `projects/${emulators.project}/databases/(default)/documents`;
const authorization = `Bearer ${sign(idTokenClaims(emulators.project, { sub: "ada" }))}`;

interface Batch {
  readonly requestId: string;
  readonly writes: readonly object[];
}

function click(path: string): Batch {
  const update = { name: `${ROOT}/${path}`, fields: {} };
  const updateTransforms = [{ fieldPath: "n", increment: { integerValue: "1" } }];
  const writes = [{ update, updateMask: { fieldPaths: [] }, updateTransforms }];
  return { requestId: randomUUID(), writes };
}

interface Answered {
  readonly commitTime?: string;
  readonly writeResults?: readonly { readonly transformResults?: readonly object[] }[];
  readonly error?: { readonly status: string; readonly details: readonly { reason?: string }[] };
}

async function write(body: string | readonly Batch[], { url } = gateway) {
  const response = await fetch(`${url}v1/${ROOT}:write`, {
    method: "POST",
    headers: { "content-type": "text/plain", authorization },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, answers: (await response.json()) as readonly Answered[] };
}

const newRun = () => `runs/${randomUUID()}/rows`;
const countOf = async (path: string) =>
  Number((await rawFirestore.get(path))?.fields?.["n"]?.["integerValue"] ?? 0);

test("batches of different documents are one commit at Firestore, and those that count in one, but not those that set it", async () => {
  let commits = 0;
  production.firestore.watch((method, body) => {
    if (method === "commit" && body.includes(`/${production.own.requests}/`)) commits += 1;
  });
  const commitsOf = async (batches: readonly Batch[]) => {
    commits = 0;
    const { answers } = await write(batches);
    expect(answers.map(({ error }) => error)).toEqual(batches.map(() => undefined));
    return commits;
  };
  const set = (path: string): Batch => {
    return { requestId: randomUUID(), writes: [{ update: { name: `${ROOT}/${path}` } }] };
  };
  const [apart, together, after] = [newRun(), newRun(), newRun()];
  expect(await commitsOf(["a", "b", "c", "d"].map((id) => click(`${apart}/${id}`)))).toBe(1);
  expect(await commitsOf(Array.from({ length: 10 }, () => click(`${together}/a`)))).toBe(1);
  expect(await countOf(`${together}/a`)).toBe(10);
  expect(await commitsOf([1, 2, 3].map(() => set(`${after}/a`)))).toBe(3);
});

test("each batch is a call in the log, up to the first that is refused", async () => {
  const run = newRun();
  const laws = { requestId: randomUUID(), writes: [{ delete: `${ROOT}/laws/one` }] };
  const batches = [click(`${run}/a`), click(`${run}/b`), laws, click(`${run}/c`)];
  const lines = await logOf(gateway, async () => {
    const { status, answers } = await write(batches);
    expect(status).toBe(200);
    expect(answers.map(({ error }) => error?.status)).toEqual([
      undefined,
      undefined,
      "PERMISSION_DENIED",
    ]);
  });
  const told = lines.filter((line) => line.includes('"callable":"firestore.commit"'));
  const reasons = told.map((line) => (JSON.parse(line) as { reason: string | null }).reason);
  expect(reasons.filter((reason) => reason === null)).toHaveLength(2);
  expect(reasons.filter((reason) => reason !== null)).toEqual(["FORBIDDEN"]);
});

test.each(["cutAfter", "cutBefore"] as const)(
  "where Firestore's answer is lost by %s, each batch is applied once and answered",
  async (kind) => {
    const run = newRun();
    const batches = ["a", "b", "a", "c"].map((id) => click(`${run}/${id}`));
    production.firestore.fail("commit", { kind, holding: run }, 2);
    const first = await write(batches);
    expect(first.answers.map(({ error }) => error)).toEqual(batches.map(() => undefined));
    const again = await write(batches);
    const timesOf = ({ answers }: typeof again) => answers.map(({ commitTime }) => commitTime);
    expect(timesOf(again)).toEqual(timesOf(first));
    expect(again.answers.map(({ writeResults }) => writeResults?.[0]?.transformResults)).toEqual(
      ["2", "1", "2", "1"].map((integerValue) => [{ integerValue }]),
    );
    expect(await Promise.all(["a", "b", "c"].map((id) => countOf(`${run}/${id}`)))).toEqual([
      2, 1, 1,
    ]);
  },
);

test("where the gateway is killed in the middle of a request, its repeat applies the rest", async () => {
  const run = newRun();
  const path = `${run}/one`;
  const mark = randomUUID();
  // What sets one document is a commit for each.
  const last = { update: { name: `${ROOT}/${run}/last` } };
  const batches = Array.from({ length: 6 }, (_, n) => {
    const { requestId, writes } = click(path);
    const marked = { update: { name: `${ROOT}/${run}/${mark}-${String(n)}` } };
    return { requestId, writes: [...writes, last, marked] };
  });
  const doomed = await production.instance("database");
  await write(batches.slice(0, 2), doomed);
  production.firestore.fail("commit", { kind: "hold", holding: `${mark}-2` });
  const lost = write(batches, doomed).catch(() => "lost");
  await until(async () => (await countOf(path)) === 3);
  await doomed.stop();
  production.firestore.heal();
  expect(await lost).toBe("lost");
  const { answers } = await write(batches);
  expect(answers.map(({ error }) => error)).toEqual(batches.map(() => undefined));
  expect(await countOf(path)).toBe(6);
});

test.each([
  ["no JSON", "[", "INVALID_REQUEST"],
  ["nothing", "", "UNIMPLEMENTED"],
  ["no array", "{}", "UNIMPLEMENTED"],
  ["no batch", "[]", "INVALID_REQUEST"],
  [
    "1,000 batches",
    JSON.stringify(Array.from({ length: 1_000 }, () => click("runs/x/rows/y"))),
    "INVALID_REQUEST",
  ],
  ["what is deep", "[".repeat(10_000) + "]".repeat(10_000), "REQUEST_TOO_DEEP"],
  ["what is large", JSON.stringify([click("x".repeat(11 * 1024 * 1024))]), "REQUEST_TOO_LARGE"],
])("%s is refused by one error", async (_what, body, reason) => {
  const { status, answers } = await write(body);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(answers.map(({ error }) => error?.details[0]?.reason)).toEqual([reason]);
});
