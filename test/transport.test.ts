import { setTimeout } from "node:timers/promises";
import type { Firestore } from "firebase/firestore";
import type { TokenClaims } from "../tools/production/token-issuer.ts";
import type { FullSdk } from "./support/full-sdk.ts";
import { LossyProxy } from "./support/lossy-proxy.ts";
import { newRun } from "./support/new-run.ts";
import { Production } from "./support/production.ts";
import { rawFirestore, type RawValue } from "./support/raw-firestore.ts";
import { SdkUsers } from "./support/sdk-users.ts";
import type { SignedIn } from "./support/signed-in.ts";

/** Firebase's full SDK, with the gateway as it runs in production. */
let sdk: FullSdk;
let production: Production;
let proxy: LossyProxy;
let users: SdkUsers;

beforeAll(async () => {
  [users, production] = await Promise.all([
    SdkUsers.load(),
    Production.start("test/fixtures/full-sdk"),
  ]);
  ({ sdk } = users);
  proxy = await LossyProxy.before(await production.instance("database"));
});

afterEach(async () => {
  proxy.fateOf = () => "passes";
  proxy.seen.length = 0;
  await users.signOutAll();
});

afterAll(async () => {
  await proxy.close();
  await production.stop();
});

const signIn = (claims?: TokenClaims) => users.signIn({ host: `${proxy.host}/database` }, claims);

async function fieldsOf(path: string): Promise<Readonly<Record<string, RawValue>> | undefined> {
  return (await rawFirestore.get(path))?.fields;
}

describe("writes", () => {
  test("what is set, updated and deleted is stored so", async () => {
    const { doc, setDoc, updateDoc, deleteDoc, addDoc, collection } = sdk.firestore;
    const { firestore } = signIn();
    const run = newRun();
    const one = doc(firestore, `${run}/one`);
    await setDoc(one, { a: 1, when: new Date(0), list: [null, 2.5] });
    expect(await fieldsOf(one.path)).toEqual({
      a: { integerValue: "1" },
      when: { timestampValue: "1970-01-01T00:00:00Z" },
      list: { arrayValue: { values: [{ nullValue: null }, { doubleValue: 2.5 }] } },
    });
    await updateDoc(one, { a: 2 });
    await setDoc(one, { b: 3 }, { merge: true });
    expect(await fieldsOf(one.path)).toMatchObject({
      a: { integerValue: "2" },
      b: { integerValue: "3" },
    });
    const added = await addDoc(collection(firestore, run), { c: 1 });
    expect(await fieldsOf(added.path)).toEqual({ c: { integerValue: "1" } });
    await deleteDoc(one);
    expect(await fieldsOf(one.path)).toBeUndefined();
  });

  test("transforms are applied by Firestore, and a batch all or not at all", async () => {
    const { doc, writeBatch, increment, serverTimestamp, arrayUnion } = sdk.firestore;
    const { firestore } = signIn();
    const run = newRun();
    const a = doc(firestore, `${run}/a`);
    await writeBatch(firestore)
      .set(a, { n: increment(2), at: serverTimestamp(), tags: arrayUnion("x", "y") })
      .set(doc(firestore, `${run}/b`), { n: 1 })
      .update(a, { n: increment(3) })
      .commit();
    expect(await fieldsOf(a.path)).toEqual({
      n: { integerValue: "5" },
      at: { timestampValue: expect.any(String) },
      tags: { arrayValue: { values: [{ stringValue: "x" }, { stringValue: "y" }] } },
    });
    const refused = writeBatch(firestore)
      .set(doc(firestore, `${run}/c`), { n: 1 })
      .update(doc(firestore, `${run}/missing`), { n: 1 })
      .commit();
    await expect(refused).rejects.toMatchObject({ code: "not-found" });
    expect(await fieldsOf(`${run}/c`)).toBeUndefined();
  });

  test("many writes that are made at once are stored in their order", async () => {
    const { doc, setDoc } = sdk.firestore;
    const { firestore } = signIn();
    const one = doc(firestore, `${newRun()}/one`);
    await Promise.all(Array.from({ length: 30 }, (_, n) => setDoc(one, { n })));
    expect(await fieldsOf(one.path)).toEqual({ n: { integerValue: "29" } });
  });

  test("what is refused fails its promise with code and reason, and what follows is stored", async () => {
    const { doc, setDoc } = sdk.firestore;
    const { firestore } = signIn();
    const run = newRun();
    const before = setDoc(doc(firestore, `${run}/before`), {});
    const refused = setDoc(doc(firestore, "laws/one"), {}).catch((error: unknown) => error);
    const after = setDoc(doc(firestore, `${run}/after`), { n: 1 });
    await Promise.all([before, after]);
    expect(await refused).toMatchObject({ code: "permission-denied" });
    expect(sdk.transport.refusalOf(await refused)).toEqual({ reason: "FORBIDDEN" });
    expect(await fieldsOf(`${run}/after`)).toEqual({ n: { integerValue: "1" } });
    expect(sdk.transport.refusalOf(new Error("of somebody else"))).toBeUndefined();
  });

  test("one that nests too deep for any request fails, and none that was sent along with it", async () => {
    const { doc, setDoc } = sdk.firestore;
    const { firestore } = signIn();
    const run = newRun();
    let deep = {};
    for (let level = 0; level < 40; level += 1) deep = { deep };
    const writes = [{ n: 1 }, deep, { n: 3 }].map((data, n) =>
      setDoc(doc(firestore, `${run}/${String(n)}`), data).catch(sdk.transport.refusalOf),
    );
    const refusal = { reason: "REQUEST_TOO_DEEP" };
    expect(await Promise.all(writes)).toEqual([undefined, refusal, undefined]);
    expect(await rawFirestore.list(run)).toHaveLength(2);
  });

  test("a quota that is used up is waited for, and said", async () => {
    const { doc, setDoc } = sdk.firestore;
    const { firestore } = signIn({ sub: "slow", service: "slow" });
    const told: unknown[] = [];
    const stop = sdk.transport.onWriteDelay((delay) => told.push(delay));
    const run = newRun();
    await Promise.all(
      Array.from({ length: 9 }, (_, n) => setDoc(doc(firestore, `${run}/${String(n)}`), { n })),
    );
    stop();
    expect(await rawFirestore.list(run)).toHaveLength(9);
    expect(told).toContainEqual(
      expect.objectContaining({ reason: "QUOTA_EXCEEDED", retryAfterMs: expect.any(Number) }),
    );
  });

  test("a token that has expired is fetched anew, and one that stays bad refuses", async () => {
    const { doc, setDoc } = sdk.firestore;
    const user = signIn({ sub: "ada", exp: Math.floor(Date.now() / 1000) - 10 });
    const one = doc(user.firestore, `${newRun()}/one`);
    const write = setDoc(one, { n: 1 });
    await new Promise<void>((resolve) => {
      proxy.fateOf = () => {
        user.claims = { sub: "ada" };
        resolve();
        return "passes";
      };
    });
    await write;
    const bad = signIn({ sub: "bob", aud: "another-project" });
    const refused = setDoc(doc(bad.firestore, one.path), { n: 2 });
    await expect(refused).rejects.toMatchObject({ code: "permission-denied" });
    expect(await fieldsOf(one.path)).toEqual({ n: { integerValue: "1" } });
    expect([user.refreshed > 0, bad.refreshed > 0]).toEqual([true, true]);
  });
});

describe("exactly once", () => {
  /** Loses every third commit, on the way there and on the way back by turns. */
  function loseSome(on = proxy): void {
    let commits = 0;
    on.fateOf = (url) => {
      if (!/:(commit|write)\b/.test(url)) return "passes";
      commits += 1;
      if (commits % 3 !== 0) return "passes";
      return commits % 2 === 0 ? "lost" : "unanswered";
    };
  }

  async function count(firestore: Firestore, path: string, times: number): Promise<void> {
    const { doc, setDoc, increment } = sdk.firestore;
    const one = doc(firestore, path);
    const clicks = Array.from({ length: times }, () =>
      setDoc(one, { n: increment(1) }, { merge: true }),
    );
    await Promise.all(clicks);
  }

  test("increments whose answers are lost are applied once each", async () => {
    const { firestore } = signIn();
    const path = `${newRun()}/counter`;
    loseSome();
    await count(firestore, path, 60);
    expect(await fieldsOf(path)).toEqual({ n: { integerValue: "60" } });
  });

  test("so are those before a gateway that is older than the method for several in one request", async () => {
    // By a host of its own: that it is older is remembered.
    const older = await LossyProxy.before(await production.instance("database"));
    // A method that this gateway does not know.
    older.pathOf = (url) => url.replace(":write", ":writeMany");
    loseSome(older);
    const { firestore } = users.signIn({ host: `${older.host}/database` });
    const path = `${newRun()}/counter`;
    await count(firestore, path, 20);
    expect(await fieldsOf(path)).toEqual({ n: { integerValue: "20" } });
    const methods = older.seen.map(({ url = "" }) => /:\w+/.exec(url)?.[0]);
    expect(methods.filter((method) => method === ":commit").length).toBeGreaterThan(19);
    expect(methods.filter((method) => method === ":write")).toHaveLength(1);
    await users.signOutAll();
    await older.close();
  });

  test("so are those of two instances of one user, which count the same", async () => {
    const path = `${newRun()}/counter`;
    loseSome();
    await Promise.all([count(signIn().firestore, path, 30), count(signIn().firestore, path, 30)]);
    expect(await fieldsOf(path)).toEqual({ n: { integerValue: "60" } });
  });

  test("so are those that are on their way while the network is switched off", async () => {
    const { disableNetwork, enableNetwork } = sdk.firestore;
    const { firestore } = signIn();
    const path = `${newRun()}/counter`;
    let switches = 0;
    let switching = Promise.resolve();
    proxy.fateOf = (url) => {
      if (url.includes(":write") && switches++ % 4 === 0) {
        switching = disableNetwork(firestore).then(() => enableNetwork(firestore));
      }
      return "passes";
    };
    await count(firestore, path, 20);
    await switching;
    expect(await fieldsOf(path)).toEqual({ n: { integerValue: "20" } });
  });

  test("so are those of users who take turns in one app, each by its own token", async () => {
    const { doc, setDoc, increment, waitForPendingWrites } = sdk.firestore;
    const run = newRun().replaceAll("/", "-");
    const uids = ["ada", "bob"].map((name) => `${name}-${run}`);
    const user = signIn({ sub: uids[0] });
    loseSome();
    for (let turn = 0; turn < 8; turn += 1) {
      const [uid = ""] = uids.slice(turn % 2);
      user.become({ sub: uid });
      for (const n of [1, 1, 1]) {
        // Whoever else writes a letter is refused.
        const letter = { to: uid, n: increment(n) };
        void setDoc(doc(user.firestore, `letters/${uid}`), letter, { merge: true });
      }
      await setTimeout(turn * 20);
    }
    for (const uid of uids) {
      user.become({ sub: uid });
      await waitForPendingWrites(user.firestore);
      expect(await fieldsOf(`letters/${uid}`)).toEqual({
        to: { stringValue: uid },
        n: { integerValue: "12" },
      });
    }
  });

  test("so are those whose token expires while their stream is open", async () => {
    const exp = Math.floor(Date.now() / 1000) + 8;
    const user = signIn({ sub: "ada", exp });
    const path = `${newRun()}/counter`;
    await count(user.firestore, path, 1);
    user.claims = { sub: "ada" };
    await setTimeout(exp * 1000 - Date.now() + 100);
    await count(user.firestore, path, 15);
    expect(user.refreshed).toBe(1);
    expect(await fieldsOf(path)).toEqual({ n: { integerValue: "16" } });
  });

  test("two clicks alike, of which the first was lost for good, are two", async () => {
    const { terminate } = sdk.firestore;
    const path = `${newRun()}/counter`;
    const first = signIn();
    const isCut = new Promise<void>((resolve) => {
      proxy.fateOf = () => {
        resolve();
        return "unanswered";
      };
    });
    void count(first.firestore, path, 1);
    await isCut;
    await terminate(first.firestore);
    proxy.fateOf = () => "passes";
    await count(signIn().firestore, path, 1);
    expect(await fieldsOf(path)).toEqual({ n: { integerValue: "2" } });
  });

  test("a transaction whose answer is lost is applied once", async () => {
    const { doc, runTransaction } = sdk.firestore;
    const { firestore } = signIn();
    const one = doc(firestore, `${newRun()}/one`);
    loseSome();
    for (let n = 0; n < 12; n += 1) {
      await runTransaction(firestore, async (transaction) => {
        const stored = (await transaction.get(one)).data() as { readonly n?: number } | undefined;
        transaction.set(one, { n: (stored?.n ?? 0) + 1 });
      });
    }
    expect(await fieldsOf(one.path)).toEqual({ n: { integerValue: "12" } });
  });
});

describe("calls", () => {
  test("aggregates are counted", async () => {
    const { doc, setDoc, collection, getAggregateFromServer, count, sum } = sdk.firestore;
    const { firestore } = signIn();
    const run = newRun();
    for (const n of [1, 2, 3]) await setDoc(doc(firestore, `${run}/${String(n)}`), { n });
    const found = await getAggregateFromServer(collection(firestore, run), {
      all: count(),
      n: sum("n"),
    });
    expect(found.data()).toEqual({ all: 3, n: 6 });
  });

  test("transactions that race each other are run again, and none is lost", async () => {
    const { doc, runTransaction } = sdk.firestore;
    const one = { path: `${newRun()}/one` };
    const add = async ({ firestore }: SignedIn) =>
      runTransaction(firestore, async (transaction) => {
        const ref = doc(firestore, one.path);
        const stored = (await transaction.get(ref)).data() as { readonly n?: number } | undefined;
        transaction.set(ref, { n: (stored?.n ?? 0) + 1 });
      });
    await Promise.all([add(signIn()), add(signIn()), add(signIn())]);
    expect(await fieldsOf(one.path)).toEqual({ n: { integerValue: "3" } });
  });

  test("what is refused says so with code and reason", async () => {
    const { collection, getCountFromServer } = sdk.firestore;
    const { firestore } = signIn();
    const refused = await getCountFromServer(collection(firestore, "elsewhere")).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: "permission-denied" });
    expect(sdk.transport.refusalOf(refused)).toEqual({ reason: "FORBIDDEN" });
  });

  test("tokens are in headers, and in no URL", async () => {
    const { doc, setDoc } = sdk.firestore;
    const user = signIn();
    await setDoc(doc(user.firestore, `${newRun()}/one`), {});
    const [{ url = "", headers } = { headers: {} }] = proxy.seen;
    expect(headers.authorization).toMatch(/^Bearer /);
    expect(url).not.toContain((headers.authorization ?? "").slice("Bearer ".length));
    expect(headers.cookie).toBeUndefined();
  });
});
