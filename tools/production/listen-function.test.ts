import { LiveQueries } from "../../packages/client/src/watch/live-queries.ts";
import type { QuerySnapshot } from "../../packages/client/src/watch/snapshots.ts";
import { ownClock } from "../../packages/client/src/watch/watch-clock.ts";
import { Line } from "../../packages/gateway/src/listen/grpc/line.fixture.ts";
import { followQuery, versionsOf, type FollowedQuery } from "./followed-query.fixture.ts";
import type { FunctionProcess } from "./function-process.ts";
import { MODEL_PROJECT, ScriptedProduction } from "./scripted-production.fixture.ts";
import { idTokenClaims, sign } from "./token-issuer.ts";

/** The function that streams and the client that watches, before a Firestore that counts reads. */
let production: ScriptedProduction;
let instance: FunctionProcess;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  production = await ScriptedProduction.start();
  instance = await production.instance();
});

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

afterAll(() => production.stop());

const pathOf = (n: number) => `c/d${String(n)}`;

function clientOf(uid: string, url: () => string): LiveQueries {
  const token = sign(idTokenClaims(MODEL_PROJECT, { sub: uid }));
  const door = {
    get url() {
      return url();
    },
    headers: () => Promise.resolve({ authorization: `Bearer ${token}` }),
    onUser: () => () => {},
  };
  return new LiveQueries({ door, clock: ownClock(), database: undefined });
}

function follow(queries: LiveQueries): FollowedQuery {
  const followed = followQuery(queries);
  ends.push(() => followed.watch.return());
  return followed;
}

const sortedText = (versions: ReadonlyMap<string, string>) =>
  JSON.stringify([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)));

function isLast(snapshot: QuerySnapshot<object> | undefined): boolean {
  const { database } = production;
  if (snapshot === undefined) return false;
  return sortedText(versionsOf(snapshot)) === sortedText(database.resultAt(database.moment));
}

/** What a snapshot says of each document: how it has changed, and to which version. */
const changesOf = ({ changes }: QuerySnapshot<object>) =>
  sortedText(
    new Map(
      changes.map((change) =>
        change.kind === "removed"
          ? [change.path, "removed"]
          : [change.document.path, `${change.kind} ${change.document.updateTime}`],
      ),
    ),
  );

/** What it has to say, once of each document that differs. */
function differences(
  before: QuerySnapshot<object> | undefined,
  after: QuerySnapshot<object>,
): string {
  const [from, to] = [before ? versionsOf(before) : new Map<string, string>(), versionsOf(after)];
  const gone = [...from.keys()].filter((path) => !to.has(path));
  const put = [...to].filter(([path, version]) => from.get(path) !== version);
  return sortedText(
    new Map([
      ...gone.map((path) => [path, "removed"] as const),
      ...put.map(
        ([path, version]) => [path, `${from.has(path) ? "changed" : "added"} ${version}`] as const,
      ),
    ]),
  );
}

const WATCHERS = 100;
const DOCUMENTS = 50;
const CHANGES = 100;

test("100 watchers of 50 documents and 100 changes of them cost 150 reads", async () => {
  production.commit(...Array.from({ length: DOCUMENTS }, (_, n) => [pathOf(n), true] as const));
  const before = production.firestore.reads;
  const url = () => instance.url;
  const watchers = Array.from({ length: WATCHERS }, (_, n) =>
    follow(clientOf(`watcher-${String(n)}`, url)),
  );
  await Promise.all(watchers.map((one) => one.until(isLast)));
  for (let n = 0; n < CHANGES; n += 1) {
    production.commit([pathOf(n % DOCUMENTS), true]);
    await watchers[n % WATCHERS]?.until(isLast);
  }
  await Promise.all(watchers.map((one) => one.until(isLast)));
  expect(production.firestore.reads - before).toBe(DOCUMENTS + CHANGES);
});

const COMMITS = 500;
/** One cut in so many commits, in turn of the client's side, Firestore's side and of the gateway itself. */
const COMMITS_PER_CUT = 20;

test(`${String(COMMITS)} commits under cuts of client, gateway and Firestore: each snapshot is a state that there was, later than the one before, and the last is the last`, async () => {
  const portOf = () => Number(new URL(instance.url).port);
  const line = new Line(portOf);
  await line.start();
  ends.push(() => line.stop());
  const follower = follow(clientOf("cut", () => `http://${line.host}/`));
  await follower.until(isLast);
  const cuts: readonly (() => Promise<void>)[] = [
    async () => Promise.resolve(line.cut()),
    async () => Promise.resolve(production.cutUpstream()),
    async () => {
      await instance.stop();
      instance = await production.instance();
    },
  ];
  for (let n = 0; n < COMMITS; n += 1) {
    production.commit(
      [pathOf(n % 7), n % 5 === 0 ? null : true],
      [pathOf(7 + (n % 11)), n % 4 !== 0],
    );
    await new Promise((resolve) => setImmediate(resolve));
    if (n % COMMITS_PER_CUT === 0) await cuts[(n / COMMITS_PER_CUT) % cuts.length]?.();
    if (n % 50 === 49) await follower.until(isLast);
  }
  await follower.until(isLast);
  const times = follower.taken.map(({ readTime }) => readTime);
  expect(times).toEqual([...new Set(times)].toSorted((a, b) => (a < b ? -1 : 1)));
  const wrong = follower.taken.filter(
    (snapshot) => !production.database.isState(versionsOf(snapshot), snapshot.readTime),
  );
  expect(wrong).toEqual([]);
  expect(follower.taken.length).toBeGreaterThan(COMMITS / 50);
  for (const [index, snapshot] of follower.taken.entries())
    expect(changesOf(snapshot)).toEqual(differences(follower.taken[index - 1], snapshot));
});
