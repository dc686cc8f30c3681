import { randomUUID } from "node:crypto";
import * as stockApp from "firebase/app";
import * as stock from "firebase/firestore";
import type { Firestore } from "firebase/firestore";
import { chance } from "../packages/gateway/simulation/soak.ts";
import type { TokenClaims } from "../tools/production/token-issuer.ts";
import { CuttableGateway } from "./support/cuttable-gateway.ts";
import { emulators } from "./support/emulators.ts";
import { FollowedDocument, FollowedQuery, type FollowOptions } from "./support/followed-query.ts";
import type { FullSdk } from "./support/full-sdk.ts";
import { newRun } from "./support/new-run.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { SdkUsers } from "./support/sdk-users.ts";
import { until } from "./support/until.ts";

/** The listeners of Firebase's full SDK, with the gateway as it runs in production. */
let sdk: FullSdk;
let users: SdkUsers;
let gateway: CuttableGateway;

beforeAll(async () => {
  [users, gateway] = await Promise.all([
    SdkUsers.load(),
    CuttableGateway.start({ collections: "test/fixtures/listened" }),
  ]);
  ({ sdk } = users);
});

afterEach(async () => {
  gateway.isDown = false;
  await users.signOutAll();
  await until(() => gateway.streams === 0);
});

afterAll(() => gateway.close());

const signIn = (claims?: TokenClaims) => users.signIn({ host: gateway.host }, claims);

/** A collection of a test's own, which others than the SDK write. */
function newRows() {
  const path = newRun();
  return {
    path,
    set: (id: string, n: number) =>
      rawFirestore.set(`${path}/${id}`, { n: { integerValue: String(n) } }),
    delete: (id: string) => rawFirestore.delete(`${path}/${id}`),
  };
}

function follow(path: string, options?: FollowOptions, user = signIn()): FollowedQuery {
  const { collection } = sdk.firestore;
  return new FollowedQuery(sdk, collection(user.firestore, path), options);
}

/** A result that is there from the cache already comes from the server as a change of metadata alone. */
const ALL = { includeMetadataChanges: true };

describe("a listener", () => {
  test("to a query hears what others add, change and delete, in its order", async () => {
    const { query, collection, orderBy } = sdk.firestore;
    const run = newRows();
    await run.set("a", 2);
    const target = query(collection(signIn().firestore, run.path), orderBy("n"));
    const followed = new FollowedQuery(sdk, target);
    await followed.untilRows({ a: 2 });
    await run.set("b", 1);
    await followed.untilRows({ b: 1, a: 2 });
    await run.set("a", 0);
    await followed.untilRows({ a: 0, b: 1 });
    await run.delete("b");
    await followed.untilRows({ a: 0 });
    expect(followed.heard.flatMap(({ changes }) => changes)).toEqual([
      "added a",
      "added b",
      "modified a",
      "removed b",
    ]);
  });

  test("to a document hears that it is missing, there, changed and deleted", async () => {
    const { doc } = sdk.firestore;
    const run = newRows();
    const followed = new FollowedDocument(sdk, doc(signIn().firestore, `${run.path}/a`));
    await followed.until(null);
    await run.set("a", 1);
    await followed.until(1);
    await run.set("a", 2);
    await followed.until(2);
    await run.delete("a");
    await followed.until(null);
    expect(followed.heard.map(({ n }) => n)).toEqual([null, 1, 2, null]);
  });

  test("to a query with a limit hears what comes within it", async () => {
    const { query, collection, orderBy, limit, limitToLast } = sdk.firestore;
    const run = newRows();
    for (const [id, n] of [
      ["a", 1],
      ["b", 2],
      ["c", 3],
    ] as const)
      await run.set(id, n);
    const rows = collection(signIn().firestore, run.path);
    const first = new FollowedQuery(sdk, query(rows, orderBy("n"), limit(2)), ALL);
    const last = new FollowedQuery(sdk, query(rows, orderBy("n"), limitToLast(2)), ALL);
    await Promise.all([first.untilRows({ a: 1, b: 2 }), last.untilRows({ b: 2, c: 3 })]);
    await run.set("d", 0);
    await first.untilRows({ d: 0, a: 1 });
    await run.delete("c");
    await last.untilRows({ a: 1, b: 2 });
    expect(first.last?.rows).toEqual({ d: 0, a: 1 });
  });

  test("hears what leaves a query because it no longer matches", async () => {
    const { query, collection, where } = sdk.firestore;
    const run = newRows();
    await Promise.all([run.set("a", 5), run.set("b", 6)]);
    const target = query(collection(signIn().firestore, run.path), where("n", ">", 3));
    const followed = new FollowedQuery(sdk, target);
    await followed.untilRows({ a: 5, b: 6 });
    await run.set("a", 1);
    await followed.untilRows({ b: 6 });
    expect(followed.heard.flatMap(({ changes }) => changes)).toContain("removed a");
  });

  test("hears its own writes at once, and that they are stored", async () => {
    const { doc, setDoc } = sdk.firestore;
    const run = newRows();
    const user = signIn();
    const followed = follow(run.path, ALL, user);
    await followed.untilRows({});
    followed.heard.length = 0;
    await setDoc(doc(user.firestore, `${run.path}/a`), { n: 1 });
    await until(() => followed.last?.hasPendingWrites === false);
    expect(followed.heard).toMatchObject([
      { rows: { a: 1 }, changes: ["added a"], hasPendingWrites: true },
      { rows: { a: 1 }, hasPendingWrites: false },
    ]);
  });

  test("to a query of every kind is told what Firestore finds", async () => {
    const {
      query,
      collection,
      collectionGroup,
      where,
      or,
      orderBy,
      startAfter,
      endAt,
      documentId,
    } = sdk.firestore;
    const run = newRows();
    for (const [id, n] of [
      ["a", 1],
      ["b", 2],
      ["c", 3],
      ["d", 4],
    ] as const)
      await run.set(id, n);
    const { firestore } = signIn();
    const rows = collection(firestore, run.path);
    const byPath = where(documentId(), ">=", `${run.path}/a`);
    const targets = [
      query(rows, where("n", "in", [1, 4])),
      query(rows, or(where("n", "==", 2), where("n", ">", 3))),
      query(rows, orderBy("n", "desc"), startAfter(4), endAt(2)),
      query(rows, where("n", "not-in", [1, 4])),
      query(collectionGroup(firestore, "rows"), byPath, where(documentId(), "<", `${run.path}/c`)),
    ].map((target) => new FollowedQuery(sdk, target, ALL));
    const found = [
      { a: 1, d: 4 },
      { b: 2, d: 4 },
      { c: 3, b: 2 },
      { b: 2, c: 3 },
      { a: 1, b: 2 },
    ];
    await Promise.all(targets.map((one, index) => one.untilRows(found[index] ?? {})));
    expect(targets.map(({ last }) => last?.rows)).toEqual(found);
  });

  test("whose query the policy would add a filter to is refused with that filter", async () => {
    const { query, collection, where } = sdk.firestore;
    await rawFirestore.set("letters/mine", {
      to: { stringValue: "ada" },
      n: { integerValue: "1" },
    });
    const letters = collection(signIn().firestore, "letters");
    const refused = new FollowedQuery(sdk, letters);
    const error = await refused.untilError();
    expect(error.code).toBe("permission-denied");
    expect(error.message).toContain("to == …");
    expect(sdk.transport.refusalOf(error)).toMatchObject({ reason: "FORBIDDEN" });
    const mine = new FollowedQuery(sdk, query(letters, where("to", "==", "ada")));
    await mine.untilRows({ mine: 1 });
  });

  test("to a document that is another's, or not there, is refused alike", async () => {
    const { doc } = sdk.firestore;
    const hidden = { to: { stringValue: "bob" } };
    await rawFirestore.set("letters/hidden", hidden);
    const { firestore } = signIn();
    const messages = await Promise.all(
      ["hidden", "absent"].map(async (id) => {
        const followed = new FollowedDocument(sdk, doc(firestore, `letters/${id}`));
        await until(() => followed.error !== undefined);
        expect(followed.heard.filter(({ fromCache }) => !fromCache)).toEqual([]);
        return followed.error?.message.replace(id, "one");
      }),
    );
    expect(messages[0]).toBe(messages[1]);
    expect(messages[0]).toContain("FORBIDDEN");
  });

  test("is told when the document goes from its reach", async () => {
    const { doc } = sdk.firestore;
    const path = `letters/${randomUUID()}`;
    await rawFirestore.set(path, { to: { stringValue: "ada" }, n: { integerValue: "1" } });
    const followed = new FollowedDocument(sdk, doc(signIn().firestore, path));
    await followed.until(1);
    await rawFirestore.set(path, { to: { stringValue: "bob" }, n: { integerValue: "2" } });
    await until(() => followed.error !== undefined);
    expect(followed.error?.code).toBe("permission-denied");
    expect(followed.heard.map(({ n }) => n)).not.toContain(2);
  });
});

describe("a read once", () => {
  test("is answered by the server, missing documents too, and leaves no stream behind", async () => {
    const { doc, getDoc, getDocs, collection } = sdk.firestore;
    const run = newRows();
    await run.set("a", 1);
    const { firestore } = signIn();
    const found = await getDoc(doc(firestore, `${run.path}/a`));
    expect([found.get("n"), found.metadata.fromCache]).toEqual([1, false]);
    const missing = await getDoc(doc(firestore, `${run.path}/b`));
    expect([missing.exists(), missing.metadata.fromCache]).toEqual([false, false]);
    expect((await getDocs(collection(firestore, run.path))).size).toBe(1);
    await until(() => gateway.streams === 0);
  });

  test("sees what was written elsewhere a moment before", async () => {
    const { doc, getDoc } = sdk.firestore;
    const run = newRows();
    const { firestore } = signIn();
    for (let n = 0; n < 5; n += 1) {
      await run.set("a", n);
      expect((await getDoc(doc(firestore, `${run.path}/a`))).get("n")).toBe(n);
    }
  });

  test("is answered from the cache, or not at all, while the gateway can't be reached", async () => {
    const { doc, getDoc } = sdk.firestore;
    const run = newRows();
    await run.set("a", 1);
    const { firestore } = signIn();
    const followed = new FollowedDocument(sdk, doc(firestore, `${run.path}/a`), {
      includeMetadataChanges: true,
    });
    await followed.until(1);
    gateway.isDown = true;
    gateway.cut();
    await until(() => followed.heard.at(-1)?.fromCache === true);
    const kept = await getDoc(doc(firestore, `${run.path}/a`));
    expect([kept.get("n"), kept.metadata.fromCache]).toEqual([1, true]);
    await expect(getDoc(doc(firestore, `${run.path}/b`))).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});

describe("who signs in", () => {
  test("hears what is theirs, and nobody hears what was another's before", async () => {
    const { query, collection, where } = sdk.firestore;
    const run = randomUUID();
    const letter = (to: string) =>
      rawFirestore.set(`letters/${run}-${to}`, {
        to: { stringValue: to },
        n: { integerValue: "1" },
      });
    await Promise.all([letter(`ada-${run}`), letter(`bob-${run}`)]);
    const user = signIn({ sub: `ada-${run}` });
    const letters = collection(user.firestore, "letters");
    const mine = new FollowedQuery(sdk, query(letters, where("to", "==", `ada-${run}`)));
    await mine.untilRows({ [`${run}-ada-${run}`]: 1 });
    const heard = mine.heard.length;
    user.become({ sub: `bob-${run}` });
    expect((await mine.untilError()).code).toBe("permission-denied");
    const theirs = new FollowedQuery(sdk, query(letters, where("to", "==", `bob-${run}`)));
    await theirs.untilRows({ [`${run}-bob-${run}`]: 1 });
    expect(mine.heard.slice(heard).filter(({ fromCache }) => !fromCache)).toEqual([]);
  });
});

test("metadata and changes are told as the stock SDK tells them", async () => {
  const app = stockApp.initializeApp({ projectId: emulators.project }, randomUUID());
  const db = stock.getFirestore(app);
  const [host = "", port] = emulators.firestore.split(":");
  stock.connectFirestoreEmulator(db, host, Number(port), { mockUserToken: "owner" });
  const told = [await happenings(stock, db), await happenings(sdk.firestore, signIn().firestore)];
  await stockApp.deleteApp(app);
  expect(told[1]).toEqual(told[0]);
});

/** What a listener is told of writes of its own and of others. */
async function happenings(firestore: FullSdk["firestore"], db: Firestore) {
  const { doc, setDoc, updateDoc, deleteDoc, collection, query, where, orderBy, limit } = firestore;
  const run = newRows();
  await Promise.all([run.set("a", 1), run.set("b", 2), run.set("c", 3)]);
  const target = query(collection(db, run.path), where("n", ">", 0), orderBy("n"), limit(3));
  const followed = new FollowedQuery({ firestore }, target, { includeMetadataChanges: true });
  const quiet = (rows: Readonly<Record<string, unknown>>) =>
    until(() => {
      const { last } = followed;
      const isSame = JSON.stringify(last?.rows) === JSON.stringify(rows);
      return isSame && last?.fromCache === false && !last.hasPendingWrites;
    });
  await quiet({ a: 1, b: 2, c: 3 });
  await setDoc(doc(db, `${run.path}/d`), { n: 1.5 });
  await quiet({ a: 1, d: 1.5, b: 2 });
  await run.set("b", 0);
  await quiet({ a: 1, d: 1.5, c: 3 });
  await run.delete("a");
  await quiet({ d: 1.5, c: 3 });
  await updateDoc(doc(db, `${run.path}/c`), { n: 1 });
  await quiet({ c: 1, d: 1.5 });
  await deleteDoc(doc(db, `${run.path}/d`));
  await quiet({ c: 1 });
  followed.stop();
  return followed.heard;
}

describe("cuts", () => {
  test("are mended without a repeat, and what changed meanwhile comes", async () => {
    const run = newRows();
    await run.set("a", 1);
    const followed = follow(run.path, ALL);
    await followed.untilRows({ a: 1 });
    const heard = followed.heard.length;
    const { asked } = gateway;
    gateway.cut();
    await until(() => gateway.asked > asked && gateway.streams > 0);
    await run.set("b", 2);
    await followed.untilRows({ a: 1, b: 2 });
    expect(followed.heard.slice(heard)).toMatchObject([{ changes: ["added b"], fromCache: false }]);
  });

  test("that last make the listener's snapshots ones of the cache, until the gateway is back", async () => {
    const run = newRows();
    await run.set("a", 1);
    const followed = follow(run.path, ALL);
    await followed.untilRows({ a: 1 });
    gateway.isDown = true;
    gateway.cut();
    await until(() => followed.last?.fromCache === true);
    await run.set("a", 2);
    gateway.isDown = false;
    await followed.untilRows({ a: 2 });
    expect(followed.last?.fromCache).toBe(false);
  });

  test("200 changes under cuts at random: every state is one that was, none comes again, and the last is right", async () => {
    const run = newRows();
    const random = chance();
    const { query, collection, where, orderBy, limit } = sdk.firestore;
    const { firestore } = signIn();
    const rows = collection(firestore, run.path);
    const all = new FollowedQuery(sdk, rows, ALL);
    const few = new FollowedQuery(
      sdk,
      query(rows, where("n", ">=", 0), orderBy("n", "desc"), limit(3)),
      ALL,
    );
    await Promise.all([all.untilRows({}), few.untilRows({})]);
    const state = new Map<string, number>();
    const states = ["{}"];
    const textOf = () => JSON.stringify(Object.fromEntries([...state].toSorted(byId)));
    for (let n = 1; n <= 200; n += 1) {
      const id = `r${String(Math.floor(random() * 8))}`;
      if (state.has(id) && random() < 0.3) {
        await run.delete(id);
        state.delete(id);
      } else {
        await run.set(id, n);
        state.set(id, n);
      }
      states.push(textOf());
      if (random() < 0.1) gateway.cut();
    }
    await all.untilRows(Object.fromEntries([...state].toSorted(byId)));
    const top = [...state].toSorted(([, a], [, b]) => b - a).slice(0, 3);
    await few.untilRows(Object.fromEntries(top));
    let at = 0;
    for (const { rows: heard, fromCache } of all.heard) {
      if (fromCache) continue;
      const found = states.indexOf(JSON.stringify(heard), at);
      expect(found).toBeGreaterThanOrEqual(at);
      at = found;
    }
  });
});

function byId([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1;
}
