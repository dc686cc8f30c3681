import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { chance } from "../packages/gateway/simulation/soak.ts";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import { EMULATOR_OWNER } from "../packages/gateway/src/documents/rest/firestore-credentials.ts";
import { StoreError, type Write } from "../packages/gateway/src/documents/store.ts";
import { firestoreListenService } from "../packages/gateway/src/listen/grpc/firestore-listen-service.ts";
import { Line } from "../packages/gateway/src/listen/grpc/line.fixture.ts";
import { openGrpcListen } from "../packages/gateway/src/listen/grpc/open-grpc-listen.ts";
import { processClock } from "../packages/gateway/src/listen/listen-clock.ts";
import { SnapshotChecker } from "../packages/gateway/src/listen/snapshot-checker.fixture.ts";
import { Upstream } from "../packages/gateway/src/listen/upstream.ts";
import { UPSTREAM_DEFAULTS } from "../packages/gateway/src/listen/upstream-options.ts";
import { emulators } from "./support/emulators.ts";

const COMMITS = 500;
const DOCUMENTS = 20;
/** One cut in so many commits, on average. */
const COMMITS_PER_CUT = 25;

const random = chance();
const below = (end: number) => Math.floor(random() * end);

const collection = `cuts-${randomUUID()}`;
const database = `projects/${emulators.project}/databases/(default)`;
const root = `${database}/documents/`;
/** What is to end, whatever a test comes to: a stream would come back under those after it. */
const ends: (() => unknown)[] = [];

afterAll(async () => {
  for (const end of ends) await end();
});

const line = new Line(() => Number(emulators.firestore.split(":").at(-1)));
const store = createRestStore({
  projectId: emulators.project,
  databaseId: "(default)",
  emulatorHost: emulators.firestore,
});

test(`${String(COMMITS)} commits under cuts at random: every snapshot is a state that there was, each later than the one before`, async () => {
  await line.start();
  ends.push(() => line.stop());
  const service = firestoreListenService({
    database,
    credentials: EMULATOR_OWNER,
    emulatorHost: line.host,
    reconnectMs: 10,
  });
  ends.unshift(() => service.close());
  const upstream = new Upstream({
    ...UPSTREAM_DEFAULTS,
    open: openGrpcListen(service, root),
    clock: processClock,
    root,
    backoffBaseMs: 10,
    backoffMaxMs: 50,
  });
  const history = new History();
  const checker = new SnapshotChecker((watched) => history.isLater(watched));
  const errors: unknown[] = [];
  let wake = () => {};
  const listening = upstream.listen(
    { kind: "query", query: { collection, orderBy: [] } },
    {
      onSnapshot: (snapshot) => {
        // It may come before the answer to the commit that it tells of.
        history.whenSettled(() => {
          try {
            checker.take(snapshot);
          } catch (error) {
            errors.push(error);
          }
          wake();
        });
      },
      onEnd: (error) => errors.push(error),
    },
  );
  ends.unshift(() => listening.stop());
  const upToDate = async () => {
    while (errors.length === 0 && !history.isLast(checker.watched)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  // Whom it answers for the first time while something is written, the emulator may send an older
  // result after a newer one: nothing is written until the first answer is there.
  do await history.commit();
  while (history.isLast(checker.watched));
  await upToDate();
  for (let commit = 0; commit < COMMITS; commit += 1) {
    await history.commit();
    if (below(COMMITS_PER_CUT) > 0) continue;
    line.putDown();
    // Something is missed that only the next stream can tell of.
    do await history.commit();
    while (history.isLast(checker.watched) || below(3) > 0);
    line.putUp();
    await upToDate();
  }
  await upToDate();
  expect(errors).toEqual([]);
});

/**
 * What the collection holds where a commit has failed without a reason, applied or not: the emulator
 * fails some of them while a listener of theirs is cut off.
 */
async function stateNow(error: unknown): Promise<ReadonlyMap<string, string>> {
  if (!(error instanceof StoreError) || error.message !== "UNKNOWN") throw error;
  const { documents } = await store.query({ collection, orderBy: [] }, {});
  return new Map(documents.map(({ path, updateTime }) => [path, updateTime]));
}

/** What was committed: every state that the collection had, as versions by path. */
class History {
  readonly #states: ReadonlyMap<string, string>[] = [new Map()];
  #seen = 0;
  #isCommitting = false;
  #waiting: (() => void)[] = [];

  /** Writes up to three documents at once, or deletes them. */
  async commit(): Promise<void> {
    const paths = new Set(
      Array.from({ length: 3 }, () => `${collection}/${String(below(DOCUMENTS))}`),
    );
    const writes = Array.from(paths, (path): Write => {
      const value = randomUUID();
      return below(4) === 0
        ? { kind: "delete", path }
        : { kind: "update", path, fields: { value } };
    });
    this.#isCommitting = true;
    const next = await store
      .commit(writes, {})
      .then(({ writeResults }) => this.#after(writes, writeResults), stateNow);
    this.#states.push(next);
    this.#isCommitting = false;
    for (const run of this.#waiting.splice(0)) run();
  }

  #after(
    writes: readonly Write[],
    results: readonly { readonly updateTime?: string | undefined }[],
  ): ReadonlyMap<string, string> {
    const next = new Map(this.#states.at(-1));
    for (const [index, { path }] of writes.entries()) {
      const updateTime = results[index]?.updateTime;
      if (updateTime === undefined) next.delete(path);
      else next.set(path, updateTime);
    }
    return next;
  }

  /** Runs something when every state that anyone can know of is known here. */
  whenSettled(run: () => void): void {
    if (this.#isCommitting) this.#waiting.push(run);
    else run();
  }

  /** Whether there was such a state, not before the last one that was asked about. */
  isLater(versions: ReadonlyMap<string, string>): boolean {
    const found = this.#states.findIndex((state, index) => {
      return index >= this.#seen && isDeepStrictEqual(state, new Map(versions));
    });
    if (found === -1) return false;
    this.#seen = found;
    return true;
  }

  isLast(versions: ReadonlyMap<string, string>): boolean {
    return isDeepStrictEqual(this.#states.at(-1), new Map(versions));
  }
}
