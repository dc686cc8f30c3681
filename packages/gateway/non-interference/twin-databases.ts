import type { CallableName } from "../src/api/api.ts";
import type { CollectionDefinition } from "../src/collection/collection.ts";
import type { Fields } from "../src/values/value.ts";
import type { RestRequest } from "../src/firestore-rest/rest-request-of.fixture.ts";
import type { MemoryCaller, Who } from "../src/testing/memory-caller.ts";
import { CallError } from "../src/testing/call-error.ts";
import { memoryGateway, type MemoryGateway } from "../src/testing/memory-gateway.ts";
import { perMinute } from "../src/quota/limit.ts";
import type { MemoryRest } from "../src/testing/memory-rest.ts";
import { withUnreadable } from "./with-unreadable.ts";

/** Documents by path. */
export type Documents = Readonly<Record<string, Fields>>;

const MANY = [perMinute(1_000_000)] as const;
const TIER = { calls: MANY, reads: MANY, writes: MANY, lockingTransactions: 100 };
/** Who may hold locks learns the most. */
const LOCKING = { tiers: { anonymous: TIER, user: TIER, service: TIER, admin: TIER } };

/** What an answer had that a later request may come back with. */
export interface Seen {
  readonly cursor?: string;
  readonly pageToken?: string;
  readonly updateTime?: string;
  readonly transaction?: string;
}

/** A call of a callable, or of Firestore's REST API; its request may come back with what was seen. */
export type Question = CallableQuestion | RestQuestion;

export interface CallableQuestion {
  readonly callable: CallableName;
  readonly request: (seen: Seen) => object;
}

export interface RestQuestion {
  readonly rest: (seen: Seen) => RestRequest;
}

/** A caller before a gateway and a database of its own, in memory, where time stands still. */
export class World {
  readonly #caller: MemoryCaller;
  readonly #rest: MemoryRest;
  #seen: Seen = {};

  private constructor(gateway: MemoryGateway, who: Who | null) {
    this.#caller = gateway.as(who);
    this.#rest = gateway.restAs(who);
  }

  static async of(
    stored: Documents,
    collections: readonly CollectionDefinition[],
    { who, nowMs }: { readonly who: Who | null; readonly nowMs: number },
  ): Promise<World> {
    const gateway = memoryGateway({
      collections,
      quotas: LOCKING,
      now: () => nowMs,
      wrapStore: withUnreadable,
    });
    // The same time for all, whatever there is.
    await gateway.documents.setAll({ "nothing/here": {}, ...stored });
    return new World(gateway, who);
  }

  /**
   * All that the caller sees of the answer, or of the error, and what it costs.
   *
   * @throws what the gateway did not foresee
   */
  async ask(question: Question): Promise<unknown> {
    const told = await ("rest" in question
      ? this.#rest(...question.rest(this.#seen))
      : this.#call(question));
    this.#remember(told);
    return told;
  }

  async #call({ callable, request }: CallableQuestion): Promise<object> {
    try {
      // Each takes its own request alone; this is one of some caller's.
      return await this.#caller[callable](request(this.#seen) as never);
    } catch (thrown) {
      if (!(thrown instanceof CallError) || thrown.reason === "INTERNAL") throw thrown;
      const { code, message, reason, details, usage } = thrown;
      return { code, message, reason, details, usage };
    }
  }

  #remember(told: object): void {
    const text = JSON.stringify(told);
    const cursor = /"nextCursor":"([^"]+)"/.exec(text)?.[1];
    const pageToken = /"nextPageToken":"([^"]+)"/.exec(text)?.[1];
    const updateTime = /"updateTime":"([^"]+)"/.exec(text)?.[1];
    const transaction = /"transaction":"([^"]+)"/.exec(text)?.[1];
    this.#seen = {
      ...this.#seen,
      ...(cursor && { cursor }),
      ...(pageToken && { pageToken }),
      ...(updateTime && { updateTime }),
      ...(transaction && { transaction }),
    };
  }
}

/**
 * The answers without what may differ, and tells nothing: times, but for which are equal, the ids
 * of errors, and what is in a sealed cursor or transaction, but for its length.
 */
export function normalize(answers: readonly unknown[]): string {
  const times: string[] = [];
  return JSON.stringify(answers, undefined, 1)
    .replaceAll(
      /"(nextCursor|nextPageToken|transaction)": "([^"]+)"/g,
      (_all, name: string, { length }: string) => `${name} of ${length}`,
    )
    .replaceAll(/"errorId": "[^"]+"|under [0-9a-f-]{36}/g, "error id")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g, (time) => {
      if (!times.includes(time)) times.push(time);
      return `time ${String(times.indexOf(time))}`;
    });
}
