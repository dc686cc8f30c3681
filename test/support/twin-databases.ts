import type { CallableName } from "../../packages/gateway/src/api/api.ts";
import type { Fields } from "../../packages/gateway/src/values/value.ts";
import * as callables from "../../packages/gateway/src/callables/index.ts";
import { MemoryStore } from "../../packages/gateway/src/documents/memory-store.ts";
import { createGateway, type Gateway } from "../../packages/gateway/src/gateway.ts";
import { answer } from "../../packages/gateway/src/pipeline/answer.ts";
import { Call } from "../../packages/gateway/src/call/call.ts";
import type { Callable } from "../../packages/gateway/src/callables/callable.ts";
import type { VerifiedToken } from "../../packages/gateway/src/caller/identify.ts";
import type { CollectionDefinition } from "../../packages/gateway/src/collection/collection.ts";
import { quotas } from "../fixtures/collections/quotas.ts";
import { withUnreadable } from "./with-unreadable.ts";

/** Documents by path. */
export type Documents = Readonly<Record<string, Fields>>;

/** What an answer had that a later request may come back with. */
export interface Seen {
  readonly cursor?: string;
  readonly updateTime?: string;
}

/** A call; its request may come back with what was seen. */
export interface Question {
  readonly callable: CallableName;
  readonly request: (seen: Seen) => unknown;
}

const DEADLINE_MS = 60_000;
const ADDRESS = "192.0.2.1";

/** A gateway of its own before a database of its own, in memory. */
export class World {
  readonly #gateway: Gateway;
  readonly #auth: VerifiedToken | undefined;
  #seen: Seen = {};

  private constructor(gateway: Gateway, auth: VerifiedToken | undefined) {
    this.#gateway = gateway;
    this.#auth = auth;
  }

  /** @param auth who calls */
  static async of(
    stored: Documents,
    collections: readonly CollectionDefinition[],
    auth: VerifiedToken | undefined,
  ): Promise<World> {
    const documents = withUnreadable(new MemoryStore({ now: Date.now }));
    const writes = Object.entries(stored).map(([path, fields]) => {
      return { kind: "update", path, fields } as const;
    });
    // The same time for all, whatever there is.
    await documents.commit([{ kind: "delete", path: "nothing/here" }, ...writes], {});
    const gateway = createGateway({ collections, quotas, namespace: "", store: documents });
    return new World(gateway, auth);
  }

  /**
   * All that the caller sees of the answer, or of the error.
   *
   * @throws what the gateway did not foresee
   */
  async ask({ callable, request }: Question): Promise<unknown> {
    const call = new Call(callable, DEADLINE_MS);
    const data = JSON.parse(JSON.stringify(request(this.#seen))) as unknown;
    const incoming = { data: () => data, auth: this.#auth, app: null, address: ADDRESS };
    try {
      const told = await answer(named(callable), incoming, { gateway: this.#gateway, call });
      this.#remember(told);
      return told;
    } catch (thrown) {
      const { code, message, reason, details } = call.fault(thrown);
      if (reason === "INTERNAL") throw thrown;
      return { code, message, reason, details, usage: call.usage };
    }
  }

  #remember(told: object): void {
    const text = JSON.stringify(told);
    const cursor = /"nextCursor":"([^"]+)"/.exec(text)?.[1];
    const updateTime = /"updateTime":"([^"]+)"/.exec(text)?.[1];
    this.#seen = { ...this.#seen, ...(cursor && { cursor }), ...(updateTime && { updateTime }) };
  }
}

function named(name: CallableName): Callable {
  const callable = Object.values(callables).find((one) => one.name === name);
  // Each takes its own request alone: the one of that name is asked.
  return callable as unknown as Callable;
}

/**
 * The answers without what may differ, and tells nothing: times, but for which are equal, the ids
 * of errors, and what is in a sealed cursor, but for its length.
 */
export function normalize(answers: readonly unknown[]): string {
  const times: string[] = [];
  return JSON.stringify(answers, undefined, 1)
    .replaceAll(/"nextCursor": "([^"]+)"/g, (_all, { length }: string) => `cursor of ${length}`)
    .replaceAll(/"errorId": "[^"]+"|under [0-9a-f-]{36}/g, "error id")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g, (time) => {
      if (!times.includes(time)) times.push(time);
      return `time ${String(times.indexOf(time))}`;
    });
}
