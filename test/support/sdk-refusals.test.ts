import type { Firestore } from "firebase/firestore";
import { GatewayError, REASONS, type Reason } from "../../packages/gateway/src/errors/error.ts";
import { rpcError } from "../../packages/gateway/src/firestore-rest/rpc-status.ts";
import { loadFullSdk, type FullSdk } from "./full-sdk.ts";
import {
  LATE_MS,
  refusedId,
  RefusingGateway,
  type Refused,
  type Times,
} from "./refusing-gateway.ts";
import { SDK_WRITE_NAMES, SDK_WRITES } from "./sdk-writes.ts";

type Outcome = "fails" | "is tried again";

interface Outcomes {
  readonly write: Outcome;
  readonly transaction: Outcome;
  /** Of a get and a listener, of which the gateway refuses this alone. */
  readonly target: Outcome;
  /** Of the same, where it refuses the whole request. */
  readonly request: Outcome;
}

const FAILS: Outcomes = { write: "fails", transaction: "fails", target: "fails", request: "fails" };
const PASSES: Outcomes = {
  write: "is tried again",
  transaction: "is tried again",
  target: "is tried again",
  request: "is tried again",
};

/** What the SDK does about what is refused once, by the code. */
const OUTCOMES: Readonly<Record<string, Outcomes>> = {
  "invalid-argument": FAILS,
  "permission-denied": FAILS,
  "not-found": FAILS,
  unimplemented: FAILS,
  "already-exists": { ...FAILS, transaction: "is tried again" },
  "failed-precondition": { ...FAILS, transaction: "is tried again" },
  unauthenticated: { ...PASSES, target: "fails" },
  internal: { ...PASSES, target: "fails" },
  aborted: PASSES,
  "resource-exhausted": PASSES,
  unavailable: PASSES,
};

let sdk: FullSdk;
let gateway: RefusingGateway;
let stop: () => void;

beforeAll(async () => {
  [sdk, gateway] = await Promise.all([loadFullSdk(), RefusingGateway.start()]);
  sdk.firestore.setLogLevel("silent");
  stop = sdk.transport.onWriteDelay(() => undefined);
});

afterAll(async () => {
  stop();
  await gateway.close();
});

async function withFirestore(name: string, work: (firestore: Firestore) => Promise<void>) {
  const app = sdk.app.initializeApp({ projectId: "demo-refusals" }, name);
  const { host } = gateway;
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

/** Those that say nothing of what was asked for, nor when to come again. */
const PASSING = reasons.filter((reason) => ["unavailable", "aborted"].includes(REASONS[reason]));

/** The code that the protocol has for a reason, as the SDK names it. */
function codeOf(reason: Reason): string {
  const { status } = rpcError(new GatewayError(reason, "Not now.")).error;
  return status.toLowerCase().replaceAll("_", "-");
}

function expected(code: string, reason: Reason, outcome: Outcome | undefined): unknown {
  return outcome === "fails" ? [code, reason] : "done";
}

/** What fails must not be tried again. */
function timesFor(outcome: Outcome | undefined): Times {
  return outcome === "fails" ? "always" : "once";
}

/** A listener to a document of the gateway's. */
function listen(firestore: Firestore, id: string) {
  const heard: unknown[] = [];
  const waiting = new Set<() => void>();
  const hear = (what: unknown) => {
    heard.push(what);
    for (const look of waiting) look();
  };
  const { doc, onSnapshot } = sdk.firestore;
  onSnapshot(doc(firestore, `rows/${id}`), {
    next: (snapshot) => hear(snapshot.metadata.fromCache ? "from the cache" : snapshot.get("n")),
    error: hear,
  });
  const until = (holds: (what: unknown) => boolean) =>
    new Promise<unknown>((resolve) => {
      const look = () => {
        const found = heard.find(holds);
        if (found !== undefined) resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { heard, until };
}

/** The first result from the server. @throws FirestoreError where it is refused */
async function resultOf({ until }: ReturnType<typeof listen>): Promise<void> {
  const first = await until((what) => what !== "from the cache");
  if (first instanceof Error) throw first;
}

test("each reason has a code whose outcome is known", () => {
  expect(new Set(reasons.map(codeOf))).toEqual(new Set(Object.keys(OUTCOMES)));
});

test.each(SDK_WRITE_NAMES)(
  "%s that is refused for any reason fails with it or is sent again, and nothing blocks the queue",
  async (name) => {
    const run = `write${String(SDK_WRITE_NAMES.indexOf(name))}`;
    const results = reasons.map(async (reason) => {
      await withFirestore(`${name} ${reason}`, async (firestore) => {
        const { doc, setDoc, waitForPendingWrites } = sdk.firestore;
        const code = codeOf(reason);
        const outcome = OUTCOMES[code]?.write;
        const id = refusedId(run, timesFor(outcome), "target", reason);
        const write = seen(SDK_WRITES[name](sdk)(firestore, id));
        const next = seen(setDoc(doc(firestore, `rows/next`), {}));
        await waitForPendingWrites(firestore);
        expect([reason, await write]).toEqual([reason, expected(code, reason, outcome)]);
        expect([reason, await next]).toEqual([reason, "done"]);
      });
    });
    await Promise.all(results);
  },
);

test("a transaction refused for any reason fails with it or is run again, and the next write goes through", async () => {
  const results = reasons.map(async (reason) => {
    await withFirestore(`transaction ${reason}`, async (firestore) => {
      const { doc, runTransaction, setDoc } = sdk.firestore;
      const one = doc(firestore, `rows/${refusedId("transaction", "once", "target", reason)}`);
      const run = runTransaction(firestore, async (transaction) => {
        await Promise.resolve(transaction.set(one, {}));
      });
      const code = codeOf(reason);
      const outcome = expected(code, reason, OUTCOMES[code]?.transaction);
      expect([reason, await seen(run)]).toEqual([reason, outcome]);
      expect(await seen(setDoc(doc(firestore, "rows/next"), {}))).toBe("done");
    });
  });
  await Promise.all(results);
});

test("an aggregate refused for any reason fails with it", async () => {
  await withFirestore("aggregate", async (firestore) => {
    const { collection, getCountFromServer } = sdk.firestore;
    for (const reason of reasons) {
      const rows = collection(firestore, refusedId("aggregate", "once", "target", reason));
      expect(await seen(getCountFromServer(rows))).toEqual([codeOf(reason), reason]);
      expect(await seen(getCountFromServer(rows))).toBe("done");
    }
  });
});

test.each<Refused>(["target", "request"])(
  "a get and a listener whose %s is refused for any reason fail with it or are asked for again, while other listeners and writes go on",
  async (refused) => {
    const results = reasons.map(async (reason) => {
      await withFirestore(`${refused} ${reason}`, async (firestore) => {
        const { collection, doc, getDoc, getDocs, setDoc } = sdk.firestore;
        const other = listen(firestore, `other-${refused}-${reason}`);
        await resultOf(other);
        // Streams tell the codes of callables.
        const code = REASONS[reason];
        const outcome = OUTCOMES[code]?.[refused];
        const id = (run: string) => refusedId(run, timesFor(outcome), refused, reason);
        const reads = [
          getDoc(doc(firestore, `rows/${id("get")}`)),
          getDocs(collection(firestore, id("query"))),
          resultOf(listen(firestore, id("listen"))),
        ].map(seen);
        expect(await seen(setDoc(doc(firestore, "rows/written"), {}))).toBe("done");
        const each = expected(code, reason, outcome);
        expect([reason, await Promise.all(reads)]).toEqual([reason, [each, each, each]]);
        expect(await seen(getDoc(doc(firestore, "rows/next")))).toBe("done");
        gateway.change(`other-${refused}-${reason}`, 2);
        await other.until((n) => n === 2);
        expect(other.heard.at(0)).toBe(1);
      });
    });
    await Promise.all(results);
  },
);

describe.each<Refused>(["target", "request"])(
  "where the %s is refused time and again",
  (refused) => {
    test("for a quota that refills late, a get and a listener fail at once and say when", async () => {
      await withFirestore(`late ${refused}`, async (firestore) => {
        const { doc, getDoc } = sdk.firestore;
        const id = (run: string) => refusedId(run, "always", refused, "QUOTA_EXCEEDED");
        const reads = [
          getDoc(doc(firestore, `rows/${id("get")}`)),
          resultOf(listen(firestore, id("listen"))),
        ].map((read) => read.catch(sdk.transport.refusalOf));
        const refusal = { reason: "QUOTA_EXCEEDED", retryAfterMs: LATE_MS };
        expect(await Promise.all(reads)).toEqual([refusal, refusal]);
      });
    });

    test("for a reason that passes, a get ends as without a network, and a listener has what is in the cache", async () => {
      const results = PASSING.map(async (reason) => {
        await withFirestore(`always ${refused} ${reason}`, async (firestore) => {
          const { collection, doc, getDoc, getDocs } = sdk.firestore;
          const id = (run: string) => refusedId(run, "always", refused, reason);
          const listener = listen(firestore, id("listen"));
          const get = seen(getDoc(doc(firestore, `rows/${id("get")}`)));
          const found = await getDocs(collection(firestore, id("query")));
          expect([reason, found.size, found.metadata.fromCache]).toEqual([reason, 0, true]);
          expect([reason, await get]).toEqual([reason, ["unavailable", undefined]]);
          expect(await listener.until(() => true)).toBe("from the cache");
        });
      });
      await Promise.all(results);
    });
  },
);

test("credentials that stay bad fail a listener, once another token has not helped", async () => {
  await withFirestore("bad credentials", async (firestore) => {
    const listener = listen(
      firestore,
      refusedId("bad", "always", "request", "INVALID_CREDENTIALS"),
    );
    const refusal = ["unauthenticated", "INVALID_CREDENTIALS"];
    expect(await seen(resultOf(listener))).toEqual(refusal);
  });
});
