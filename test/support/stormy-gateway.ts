import { setTimeout as sleep } from "node:timers/promises";
import { seeded } from "../../packages/gateway/simulation/random.ts";
import { tries } from "../../packages/gateway/simulation/soak.ts";
import { startFaultyFirestore, type FaultyFirestore } from "./faulty-firestore.ts";
import { Caller, Production, type Answer } from "./production.ts";
import { startStorm, type Target } from "./storm.ts";

/** How long the clients work at least, and which storm they work in. */
export const STORM_SECONDS = Number(
  process.env["STORM_SECONDS"] ?? tries({ short: 10, long: 120 }),
);
const SEED = Number(process.env["STORM_SEED"] ?? 1);

/**
 * Two instances of the gateway, as in production, with every callable: connections to them and to
 * Firestore are cut, answers are lost and late.
 */
export class StormyGateway {
  readonly #production: Production;
  /** Before each of the instances: what fails here, the caller sees. */
  readonly #doors: readonly FaultyFirestore[];
  /** Ends it: from then on nothing fails any more. */
  readonly calm: () => Promise<void>;

  private constructor(production: Production, doors: readonly FaultyFirestore[]) {
    this.#production = production;
    this.#doors = doors;
    const within: Target = {
      proxy: production.firestore,
      methods: ["commit", "commit", "batchGet"],
    };
    const without = doors.map((proxy): Target => ({ proxy, methods: ["POST"] }));
    this.calm = startStorm([within, ...without], seeded(SEED));
  }

  static async start(): Promise<StormyGateway> {
    const production = await Production.start("test/fixtures/collections");
    const instances = await Promise.all([
      production.instance("database"),
      production.instance("database"),
    ]);
    const doors = await Promise.all(
      instances.map(({ url }) => startFaultyFirestore(new URL(url).host)),
    );
    return new StormyGateway(production, doors);
  }

  client(number: number): RestlessClient {
    const name = { sub: `client-${String(number)}` };
    const callers = this.#doors.map(({ host }) => new Caller({ url: `http://${host}/` }, name));
    return new RestlessClient(callers, seeded(SEED * 1_000 + number));
  }

  /** Lets clients work at once until the time is over, longer if the machine is slow. */
  async work({ clients: count, task, isEnough }: Work): Promise<void> {
    const endsAt = performance.now() + STORM_SECONDS * 1_000;
    const clients = Array.from({ length: count }, (_, index) => this.client(index));
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < endsAt || !isEnough()) await task(client);
      }),
    );
  }

  async stop(): Promise<void> {
    await this.calm();
    await this.#production.stop();
    await Promise.all(this.#doors.map((door) => door.close()));
  }
}

export interface Work {
  readonly clients: number;
  /** What a client does, again and again. */
  readonly task: (client: RestlessClient) => Promise<void>;
  /** Whether all has happened that there is to be proven. */
  readonly isEnough: () => boolean;
}

/** Somebody who calls now through one instance, now through the other. */
export class RestlessClient {
  readonly #callers: readonly Caller[];
  readonly random: () => number;

  /** @param random from 0 to below 1 */
  constructor(callers: readonly Caller[], random: () => number) {
    this.#callers = callers;
    this.random = random;
  }

  one<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)] as T;
  }

  /** Undefined where the connection was cut. */
  async call<Result>(callable: string, data: object): Promise<Answer<Result> | undefined> {
    try {
      return await this.one(this.#callers).call<Result>(callable, data);
    } catch {
      return undefined;
    }
  }

  /** The first answer that says for certain what became of it: what is sent again is the same request. */
  async callUntilKnown<Result>(callable: string, data: object): Promise<Answer<Result>> {
    for (;;) {
      const answer = await this.call<Result>(callable, data);
      if (answer !== undefined && !isToRepeat(answer)) return answer;
      await sleep(this.random() * 20);
    }
  }
}

function isToRepeat({ error }: Answer<unknown>): boolean {
  return error?.status === "UNAVAILABLE" || error?.status === "ABORTED";
}
