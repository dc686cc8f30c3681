import { fork } from "node:child_process";
import { once } from "node:events";

/** Requests in a loop, on each connection the next as soon as the last is answered. */
export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly requests: readonly LoadRequest[];
  /** The number of the request to begin with, counted round the loop. */
  readonly first: number;
  readonly until: LoadEnd;
}

/** After some time, with calls left unanswered; or when so many calls, one or more a connection, are answered. */
export type LoadEnd = { readonly seconds: number } | { readonly calls: number };

export interface LoadRequest {
  readonly method: "GET" | "POST";
  /** Below the URL's origin. @default the URL's own */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface LoadResult {
  readonly calls: number;
  /** Of them, those that were refused, or not answered at all. */
  readonly failed: number;
  readonly tookMs: number;
}

/** autocannon, in a process of its own, which ends with this one. */
export class LoadGenerator {
  readonly #process = fork("bench/load/load-process.ts");

  /** @throws Error where a single call fails: what is refused costs less than what is done */
  async run(load: Load): Promise<LoadResult> {
    this.#process.send(load);
    const [result] = (await once(this.#process, "message")) as [LoadResult];
    if (result.failed === 0) return result;
    throw new Error(`${String(result.failed)} calls of ${load.url} failed.`);
  }
}
