import { callerKey } from "../../functions/src/quota/caller-key.ts";
import type { Watch } from "../../functions/src/quota/simulation/simulated-database.ts";
import type { VirtualTime } from "../../functions/src/quota/simulation/virtual-time.ts";
import type { CallerCalls } from "./caller-calls.ts";

/** How often a document may be written is a matter of some seconds, not of one: so long, in milliseconds, is looked at together. */
const WINDOW_MS = 10_000;

export interface Operations {
  reads: number;
  writes: number;
}

interface DocumentLoad {
  window: number;
  updates: number;
  /** In any window. */
  most: number;
}

/** What quotas ask of the database: operations by account, and updates by document. */
export class StoreLoad implements Watch {
  readonly #time: VirtualTime;
  readonly #accounts = new Map<string, Operations>();
  readonly #documents = new Map<string, DocumentLoad>();

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** Of a caller's account and its shards, so far. */
  of({ caller }: CallerCalls): Readonly<Operations> {
    return this.#accounts.get(callerKey(caller)) ?? { reads: 0, writes: 0 };
  }

  /** Every document that was ever written. */
  get paths(): Iterable<string> {
    return this.#documents.keys();
  }

  /** Updates a second of the busiest of these documents in its busiest window, since it was asked last. */
  takeMostUpdatesPerSecond(isMeant: (path: string) => boolean): number {
    let most = 0;
    for (const [path, load] of this.#documents) {
      if (!isMeant(path)) continue;
      most = Math.max(most, load.most);
      load.most = load.updates = 0;
    }
    return most / (WINDOW_MS / 1_000);
  }

  readonly read = (path: string): void => {
    this.#account(path).reads += 1;
  };

  readonly wrote = (path: string): void => {
    this.#account(path).writes += 1;
    const window = Math.floor(this.#time.nowMs / WINDOW_MS);
    const load = this.#documents.get(path) ?? { window, updates: 0, most: 0 };
    this.#documents.set(path, load);
    load.updates = load.window === window ? load.updates + 1 : 1;
    load.window = window;
    load.most = Math.max(load.most, load.updates);
  };

  #account(path: string): Operations {
    const account = path.slice(path.indexOf("/") + 1).split("~", 1)[0] ?? path;
    let operations = this.#accounts.get(account);
    if (operations === undefined) {
      operations = { reads: 0, writes: 0 };
      this.#accounts.set(account, operations);
    }
    return operations;
  }
}
