import { setTimeout as sleep } from "node:timers/promises";
import type { Functions } from "firebase/functions";
import { HIDDEN_MS, LiveQueries } from "../../packages/client/src/watch/live-queries.ts";
import { ManualPage } from "../../packages/client/src/watch/scripted-gateway.fixture.ts";
import { streamDoor } from "../../packages/client/src/watch/stream-door.ts";
import { Line } from "../../packages/gateway/src/listen/grpc/line.fixture.ts";
import { followQuery, versionsOf, type FollowedQuery } from "./followed-query.fixture.ts";
import type { FunctionProcess } from "./function-process.ts";
import { MODEL_PROJECT, ScriptedProduction } from "./scripted-production.fixture.ts";
import { idTokenClaims, sign } from "./token-issuer.ts";

/** The client, whose time passes as a test says, and the function that streams as it is deployed. */
let production: ScriptedProduction;
let instance: FunctionProcess;
let line: Line;
let page: ManualPage;
let auth: ScriptedAuth;
let followed: FollowedQuery;

const HOUR_MS = 3_600_000;
/** Longer than a pause before one of the first attempts, and shorter than a token may take. */
const PAUSE_MS = 5_000;
/** How often is looked whether something has come of what the network does. */
const LOOK_MS = 5;
/** After so many a test has failed. */
const MOST_LOOKS = 6_000;
/** So little for a look that nothing is given up while the function answers. */
const STEP_MS = 2;
/** For what does not wait for the function. */
const LONG_STEP_MS = 100;

/** What Firebase's packages find as the app's Authentication. */
class ScriptedAuth {
  readonly #listeners = new Set<() => void>();
  #uid: string | null = "ada";
  /** How a token is got. */
  token: (forceRefresh: boolean) => Promise<string> = () => Promise.resolve(tokenFor(HOUR_MS));

  getUid = () => this.#uid;
  getToken = async (forceRefresh = false) => ({ accessToken: await this.token(forceRefresh) });
  addAuthTokenListener = (listener: () => void) => void this.#listeners.add(listener);
  removeAuthTokenListener = (listener: () => void) => void this.#listeners.delete(listener);

  signOut(): void {
    this.#uid = null;
    for (const listener of this.#listeners) listener();
  }

  /** Firebase's functions of an app with it. */
  get functions(): Functions {
    const getProvider = (name: string) => ({
      getImmediate: () => (name === "auth-internal" ? this : null),
    });
    return { app: { container: { getProvider } } } as unknown as Functions;
  }
}

/** @param ms until it expires; below 0 it has */
function tokenFor(ms: number): string {
  const exp = Math.floor((Date.now() + ms) / 1_000);
  return sign(
    idTokenClaims(MODEL_PROJECT, { sub: "ada", iat: exp - 3_600, auth_time: exp - 3_600, exp }),
  );
}

beforeAll(async () => {
  production = await ScriptedProduction.start();
  production.commit(["c/a", true], ["c/b", true]);
});

beforeEach(async () => {
  instance = await production.instance();
  line = new Line(() => Number(new URL(instance.url).port));
  await line.start();
  page = new ManualPage();
  auth = new ScriptedAuth();
  const door = streamDoor(auth.functions, "listen", `http://${line.host}/`);
  followed = followQuery(new LiveQueries({ door, clock: page, database: undefined }));
  await untilLast();
});

afterEach(async () => {
  await followed.watch.return();
  await line.stop();
  await instance.stop();
});

afterAll(() => production.stop());

/**
 * Lets the network do what is due.
 *
 * @param stepMs how much time passes for the client between two looks
 * @throws Error where it does not come about
 */
async function until(isSo: () => boolean, stepMs = 0): Promise<void> {
  for (let look = 0; !isSo(); look += 1) {
    if (look > MOST_LOOKS) throw new Error(`It never came about:\n${instance.output()}`);
    await page.advance(stepMs);
    await sleep(LOOK_MS);
  }
}

/** Until what was told last is what the database has now. */
function untilLast(): Promise<void> {
  return until(() => {
    const last = followed.taken.at(-1);
    const { database } = production;
    const result = database.resultAt(database.moment);
    const told = last && versionsOf(last);
    return told?.size === result.size && [...result].every(([path, at]) => told.get(path) === at);
  });
}

/** Lets time pass for the client until it asks for a token, and gives it a good one. */
async function nextToken(): Promise<void> {
  let isAsked = false;
  auth.token = () => {
    isAsked = true;
    return Promise.resolve(tokenFor(HOUR_MS));
  };
  await until(() => isAsked, LONG_STEP_MS);
}

/** How many lines the function has logged that say this. */
function logged(message: string): number {
  return instance.output().split(`"message":"${message}"`).length - 1;
}

describe("a token that has expired, whose refresh", () => {
  test.each<[string, (late: Promise<string>) => Promise<string>]>([
    ["rejects", () => Promise.reject(new Error("auth/network-request-failed"))],
    ["hangs", () => new Promise<string>(() => {})],
    ["comes late", (late) => late],
  ])("%s, keeps a watch from nothing but what it waits for", async (_how, refresh) => {
    const forced: boolean[] = [];
    const late = Promise.withResolvers<string>();
    auth.token = (force) => {
      forced.push(force);
      return force ? refresh(late.promise) : Promise.resolve(tokenFor(-60_000));
    };
    line.cut();
    production.commit(["c/a", true]);
    await until(() => forced.length === 1, LONG_STEP_MS);
    await until(() => logged("listen INVALID_CREDENTIALS") === 1);
    await until(() => forced.at(-1) === true, STEP_MS);
    expect(logged("listen INVALID_CREDENTIALS")).toBe(1);
    await until(() => followed.watch.state === "offline", LONG_STEP_MS);
    expect(followed.taken).toHaveLength(1);
    await nextToken();
    late.resolve(tokenFor(HOUR_MS));
    await untilLast();
    production.commit(["c/b", true]);
    await untilLast();
    expect(followed.taken).toHaveLength(3);
    expect(followed.watch.state).toBe("current");
    await until(() => logged("listen opened") > 1);
    expect(logged("listen opened")).toBe(2);
  });
});

test("a watch goes on after the second cut, and after any number, with what was missed", async () => {
  for (let n = 2; n < 8; n += 1) {
    line.cut();
    production.commit(["c/a", true], ["c/b", n % 2 === 0]);
    await nextToken();
    await untilLast();
    expect(followed.taken).toHaveLength(n);
  }
});

test("a page that is hidden for an hour has no stream at the function, and is told what it missed when it is seen", async () => {
  page.setHidden(true);
  // Nothing is heard for so long by the client's time that it takes its stream for cut, and opens
  // another.
  await page.advance(HIDDEN_MS / 2 + PAUSE_MS);
  await until(() => logged("listen opened") === 2 && followed.watch.state === "current");
  await page.advance(HIDDEN_MS / 2 - PAUSE_MS);
  await until(() => logged("listen ok") === 2);
  production.commit(["c/a", true]);
  await page.advance(HOUR_MS);
  expect(followed.taken).toHaveLength(1);
  page.setHidden(false);
  await untilLast();
  expect(followed.taken).toHaveLength(2);
  await until(() => logged("listen opened") > 2);
  expect(logged("listen opened")).toBe(3);
});

test("who signs out is told nothing more, and the function's stream ends", async () => {
  auth.signOut();
  await expect(followed.over).rejects.toMatchObject({ code: "unauthenticated" });
  await until(() => logged("listen ok") === 1);
  production.commit(["c/a", true]);
  await page.advance(HOUR_MS);
  expect(followed.taken).toHaveLength(1);
  expect(logged("listen opened")).toBe(1);
});
