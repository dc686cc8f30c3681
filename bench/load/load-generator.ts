import { fork } from "node:child_process";
import { once } from "node:events";

/** Requests in a loop, on each connection the next as soon as the last is answered. */
export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly requests: readonly LoadRequest[];
}

export interface LoadRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, as the callable protocol has it. */
  readonly body: string;
}

export interface LoadResult {
  readonly answered: number;
  /** Refused, or not answered at all. */
  readonly failed: number;
}

/** autocannon, in a process of its own, which ends with this one. */
export class LoadGenerator {
  readonly #process = fork("bench/load/load-process.ts");

  /**
   * The number of calls that were answered.
   *
   * @throws Error where a single call fails: what is refused costs less than what is done
   */
  async run(load: Load): Promise<number> {
    this.#process.send(load);
    const [{ answered, failed }] = (await once(this.#process, "message")) as [LoadResult];
    if (failed === 0) return answered;
    throw new Error(`${String(failed)} calls of ${load.url} failed.`);
  }
}
