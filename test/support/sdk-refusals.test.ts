import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Firestore } from "firebase/firestore";
import { GatewayError, REASONS, type Reason } from "../../packages/gateway/src/errors/error.ts";
import { rpcError } from "../../packages/gateway/src/firestore-rest/rpc-status.ts";
import { loadFullSdk, type FullSdk } from "./full-sdk.ts";

jest.setTimeout(60_000);

/** What the SDK does about a commit that is refused once. */
const OUTCOMES: Readonly<Record<string, { write: Outcome; transaction: Outcome }>> = {
  "invalid-argument": { write: "fails", transaction: "fails" },
  "permission-denied": { write: "fails", transaction: "fails" },
  "not-found": { write: "fails", transaction: "fails" },
  unimplemented: { write: "fails", transaction: "fails" },
  "already-exists": { write: "fails", transaction: "is tried again" },
  "failed-precondition": { write: "fails", transaction: "is tried again" },
  unauthenticated: { write: "is tried again", transaction: "is tried again" },
  aborted: { write: "is tried again", transaction: "is tried again" },
  "resource-exhausted": { write: "is tried again", transaction: "is tried again" },
  unavailable: { write: "is tried again", transaction: "is tried again" },
  internal: { write: "is tried again", transaction: "is tried again" },
};
type Outcome = "fails" | "is tried again";

/**
 * A gateway that refuses the first commit of a document `refused-{reason}` for that reason, whether
 * it comes by itself or in a queue of several, which it stops.
 */
const server = createServer((incoming, answer) => {
  void text(incoming).then((body) => {
    const sent = JSON.parse(body) as object | readonly object[];
    const [status, json] = Array.isArray(sent) ? inTurn(sent) : answerTo(sent);
    return answer
      .writeHead(status, { "content-type": "application/json" })
      .end(JSON.stringify(json));
  });
});

type Answer = readonly [status: number, json: object];

function inTurn(commits: readonly object[]): Answer {
  const answers = commits.map(answerTo);
  const stop = answers.findIndex(([status]) => status !== 200);
  const [first] = answers;
  if (stop === 0 && first !== undefined) return first;
  return [200, answers.slice(0, stop === -1 ? undefined : stop + 1).map(([, json]) => json)];
}

function answerTo(commit: object): Answer {
  const [path, reason] = /runs\/\w+\/rows\/refused-(\w+)/.exec(JSON.stringify(commit)) ?? [];
  if (path === undefined || refused.has(path)) return [200, COMMITTED];
  refused.add(path);
  return refusalFor(reason as Reason);
}

const refused = new Set<string>();
const COMMIT_TIME = "2026-01-01T00:00:00.000000Z";
const COMMITTED = { writeResults: [{ updateTime: COMMIT_TIME }], commitTime: COMMIT_TIME };

function refusalFor(reason: Reason): Answer {
  const details = REASONS[reason] === "resource-exhausted" ? { retryAfterMs: 5 } : {};
  const body = rpcError(new GatewayError(reason, "Not now.", details));
  return [body.error.code, body];
}

let sdk: FullSdk;

beforeAll(async () => {
  sdk = await loadFullSdk();
  sdk.firestore.setLogLevel("silent");
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterAll(async () => {
  server.closeAllConnections();
  await once(server.close(), "close");
});

async function withFirestore(name: string, work: (firestore: Firestore) => Promise<void>) {
  const app = sdk.app.initializeApp({ projectId: "demo-refusals" }, name);
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${String(port)}/database`;
  try {
    await work(sdk.firestore.initializeFirestore(app, { host, ssl: false }));
  } finally {
    await sdk.app.deleteApp(app);
  }
}

/** What the app sees, once it is settled. */
async function seen(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "done",
    (error: unknown) => [(error as { code: string }).code, sdk.transport.refusalOf(error)?.reason],
  );
}

const reasons = Object.keys(REASONS) as Reason[];

/** The code that the protocol has for a reason, as the SDK names it. */
function codeOf(reason: Reason): string {
  const { status } = rpcError(new GatewayError(reason, "Not now.")).error;
  return status.toLowerCase().replaceAll("_", "-");
}

function expected(reason: Reason, outcome: Outcome | undefined): unknown {
  return outcome === "fails" ? [codeOf(reason), reason] : "done";
}

test("each reason has a code whose outcome is known", () => {
  expect(new Set(reasons.map(codeOf))).toEqual(new Set(Object.keys(OUTCOMES)));
});

test("a write refused for any reason fails with it or is sent again, and the next one goes through", async () => {
  const stop = sdk.transport.onWriteDelay(() => undefined);
  const results = reasons.map(async (reason) => {
    await withFirestore(`write ${reason}`, async (firestore) => {
      const { doc, setDoc } = sdk.firestore;
      const write = seen(setDoc(doc(firestore, `runs/write/rows/refused-${reason}`), {}));
      const next = seen(setDoc(doc(firestore, `runs/write/rows/next-${reason}`), {}));
      const { write: outcome } = OUTCOMES[codeOf(reason)] ?? {};
      expect([reason, await write]).toEqual([reason, expected(reason, outcome)]);
      expect([reason, await next]).toEqual([reason, "done"]);
    });
  });
  await Promise.all(results);
  stop();
});

test("a transaction refused for any reason fails with it or is run again, and the next write goes through", async () => {
  const results = reasons.map(async (reason) => {
    await withFirestore(`transaction ${reason}`, async (firestore) => {
      const { doc, runTransaction, setDoc } = sdk.firestore;
      const one = doc(firestore, `runs/transaction/rows/refused-${reason}`);
      const run = runTransaction(firestore, async (transaction) => {
        await Promise.resolve(transaction.set(one, {}));
      });
      const { transaction: outcome } = OUTCOMES[codeOf(reason)] ?? {};
      expect([reason, await seen(run)]).toEqual([reason, expected(reason, outcome)]);
      expect(await seen(setDoc(doc(firestore, "runs/transaction/rows/next"), {}))).toBe("done");
    });
  });
  await Promise.all(results);
});
