import type { Firestore } from "firebase/firestore";
import { elsewhere } from "../../packages/transport/src/refusal.ts";
import { FOREIGN_ANSWERS, type ForeignAnswer } from "./foreign-answers.ts";
import { loadFullSdk, type FullSdk } from "./full-sdk.ts";
import { foreignId, RefusingGateway } from "./refusing-gateway.ts";
import { SDK_WRITE_NAMES, SDK_WRITES } from "./sdk-writes.ts";

/** What an app sees where something else answers in the gateway's place: a proxy, or Google's front end. */
let sdk: FullSdk;
let gateway: RefusingGateway;
let stop: () => void;
let told: string[];

beforeAll(async () => {
  [sdk, gateway] = await Promise.all([loadFullSdk(), RefusingGateway.start()]);
  sdk.firestore.setLogLevel("silent");
});

beforeEach(() => {
  told = [];
  stop = sdk.transport.onWriteDelay(({ message }) => told.push(message));
});

afterEach(() => stop());

afterAll(() => gateway.close());

const answers = Object.keys(FOREIGN_ANSWERS) as ForeignAnswer[];

/** The message where something has answered; undefined where nothing has, or not all of it. */
function messageOf(answer: ForeignAnswer): string | undefined {
  const isBroken = ["no-zip", "cut-off", "unanswered"].includes(answer);
  return isBroken ? undefined : elsewhere(FOREIGN_ANSWERS[answer][0]);
}

async function withFirestore(name: string, work: (firestore: Firestore) => Promise<void>) {
  const app = sdk.app.initializeApp({ projectId: "demo-foreign" }, name);
  const { host } = gateway;
  try {
    await work(sdk.firestore.initializeFirestore(app, { host, ssl: false }));
  } finally {
    await sdk.app.deleteApp(app);
  }
}

/** For each answer, with a Firestore of its own. */
async function forEach(
  what: string,
  work: (firestore: Firestore, answer: ForeignAnswer) => Promise<void>,
) {
  await Promise.all(
    answers.map((answer) => withFirestore(`${what} ${answer}`, (one) => work(one, answer))),
  );
}

/** What the app sees, once it is settled. */
async function seen(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "done",
    (error: unknown) => (error as { readonly code?: string }).code ?? error,
  );
}

test.each(SDK_WRITE_NAMES)(
  "%s is sent again whatever has answered once, which is told, and nothing blocks the queue",
  async (name) => {
    await forEach(name, async (firestore, answer) => {
      const { doc, setDoc, waitForPendingWrites } = sdk.firestore;
      const run = SDK_WRITE_NAMES.indexOf(name);
      const id = foreignId(`write${String(run)}`, "once", answer);
      const write = SDK_WRITES[name](sdk)(firestore, id);
      const next = setDoc(doc(firestore, "rows/next"), {});
      await waitForPendingWrites(firestore);
      expect([answer, await seen(Promise.all([write, next]))]).toEqual([answer, "done"]);
      const message = messageOf(answer);
      // Of two that were too large together, each is sent alone.
      if (message !== undefined && answer !== "too-large") expect(told).toContain(message);
    });
  },
);

test("a write that is too large for a proxy fails, and the next one goes through", async () => {
  await withFirestore("too large", async (firestore) => {
    const { doc, setDoc, waitForPendingWrites } = sdk.firestore;
    const id = foreignId("large", "always", "too-large");
    const writes = ["before", id, "next"].map((one) =>
      seen(setDoc(doc(firestore, `rows/${one}`), {})),
    );
    await waitForPendingWrites(firestore);
    expect(await Promise.all(writes)).toEqual(["done", "invalid-argument", "done"]);
  });
});

test("a transaction is applied whatever has answered once, but for what is too large", async () => {
  await forEach("transaction", async (firestore, answer) => {
    const { doc, runTransaction } = sdk.firestore;
    const one = doc(firestore, `rows/${foreignId("transaction", "once", answer)}`);
    let runs = 0;
    const run = runTransaction(firestore, async (transaction) => {
      runs += 1;
      await Promise.resolve(transaction.set(one, {}));
    });
    const outcome = answer === "too-large" ? "invalid-argument" : "done";
    expect([answer, await seen(run)]).toEqual([answer, outcome]);
    // What may have been applied is not run again, but sent again under its requestId.
    const [status] = FOREIGN_ANSWERS[answer];
    if (status < 400 || status >= 500) expect([answer, runs]).toEqual([answer, 1]);
  });
});

test("an aggregate fails at once, with what has answered", async () => {
  await forEach("aggregate", async (firestore, answer) => {
    const { collection, getCountFromServer } = sdk.firestore;
    const rows = collection(firestore, foreignId("aggregate", "once", answer));
    const failure = getCountFromServer(rows);
    const code = answer === "too-large" ? "invalid-argument" : "unavailable";
    expect([answer, await seen(failure)]).toEqual([answer, code]);
    const message = messageOf(answer);
    if (message !== undefined) await expect(failure).rejects.toMatchObject({ message });
    expect(await seen(getCountFromServer(rows))).toBe("done");
  });
});

test("reads are asked for again whatever has answered once, and end as without a network where it always does", async () => {
  await forEach("reads", async (firestore, answer) => {
    const { collection, doc, getDoc, getDocs, getDocFromServer, onSnapshot } = sdk.firestore;
    await getDoc(doc(firestore, "rows/before"));
    const rows = (times: "once" | "always") =>
      collection(firestore, foreignId("reads", times, answer));
    expect([answer, await seen(getDocFromServer(doc(rows("once"), "one")))]).toEqual([
      answer,
      "done",
    ]);
    const found = await getDocs(rows("always"));
    expect([answer, found.size, found.metadata.fromCache]).toEqual([answer, 0, true]);
    const heard = await new Promise((resolve, reject) => {
      onSnapshot(rows("always"), (snapshot) => resolve(snapshot.metadata.fromCache), reject);
    });
    expect([answer, heard]).toEqual([answer, true]);
    const get = getDoc(doc(rows("always"), "one"));
    expect([answer, await seen(get)]).toEqual([answer, "unavailable"]);
  });
});
