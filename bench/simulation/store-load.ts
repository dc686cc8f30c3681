import { callerKey } from "../../packages/gateway/src/caller/caller-key.ts";
import type { Watch } from "../../packages/gateway/simulation/simulated-database.ts";
import type { VirtualTime } from "../../packages/gateway/simulation/virtual-time.ts";
import type { CallerCalls } from "./caller-calls.ts";

/** How often a document may be written is a matter of some seconds, not of one: so long, in milliseconds, is looked at together. */
const WINDOW_MS = 10_000;

export interface Operations {
  reads: number;
  writes: number;
}

/** Updates a second of the document that has most of them. */
export interface Updates {
  /** On average, once the fleet has grown. */
  readonly sustained: number;
  /** In the 10 s that have most, from the very start. */
  readonly peak: number;
}

interface DocumentLoad {
  total: number;
  window: number;
  inWindow: number;
  /** In any window. */
  most: number;
}

/** What quotas ask of the database: operations by account, and updates by document. */
export class StoreLoad implements Watch {
  readonly #time: VirtualTime;
  readonly #accounts = new Map<string, Operations>();
  readonly #documents = new Map<string, DocumentLoad>();
  #sinceMs = 0;

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

  /** The fleet has grown: what is sustained counts from now on. */
  settle(): void {
    this.#sinceMs = this.#time.nowMs;
    for (const load of this.#documents.values()) load.total = 0;
  }

  /** @param isMeant - Which documents are looked at. */
  updates(isMeant: (path: string) => boolean): Updates {
    const loads = [...this.#documents].flatMap(([path, load]) => (isMeant(path) ? [load] : []));
    const highest = (of: (load: DocumentLoad) => number) =>
      loads.reduce((most, load) => Math.max(most, of(load)), 0);
    return {
      sustained: (highest(({ total }) => total) * 1_000) / (this.#time.nowMs - this.#sinceMs),
      peak: (highest(({ most }) => most) * 1_000) / WINDOW_MS,
    };
  }

  readonly read = (path: string): void => {
    this.#account(path).reads += 1;
  };

  readonly wrote = (path: string): void => {
    this.#account(path).writes += 1;
    const window = Math.floor(this.#time.nowMs / WINDOW_MS);
    const load = this.#documents.get(path) ?? { total: 0, window, inWindow: 0, most: 0 };
    this.#documents.set(path, load);
    load.total += 1;
    load.inWindow = load.window === window ? load.inWindow + 1 : 1;
    load.window = window;
    load.most = Math.max(load.most, load.inWindow);
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
