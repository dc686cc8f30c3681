import { once } from "node:events";
import { PROJECT } from "../../tools/emulators/start-emulators.ts";
import { startFunction, type FunctionProcess } from "../../tools/production/function-process.ts";
import { idTokenClaims, sign } from "../../tools/production/token-issuer.ts";
import type { LoadRequest } from "../load/load-generator.ts";
import type { Call } from "../rows.ts";
import type { Answers } from "./answer-bench.ts";

export interface MeasuredFunctionOptions {
  readonly source: string;
  readonly target: string;
  /** Of the callable, below the function's URL. */
  readonly path: string;
  readonly preload: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A function as in production, of which can be told what it has cost. */
export class MeasuredFunction {
  readonly #process: FunctionProcess;
  readonly url: string;

  private constructor(process: FunctionProcess, path: string) {
    this.#process = process;
    this.url = process.url + path;
  }

  static async start(options: MeasuredFunctionOptions): Promise<MeasuredFunction> {
    const { source, target, path, preload, env } = options;
    const process = await startFunction({
      source,
      target,
      preload,
      env: { GCLOUD_PROJECT: PROJECT, ...env },
    });
    return new MeasuredFunction(process, path);
  }

  /** Asks its process. */
  async ask<Question extends keyof Answers>(question: Question): Promise<Answers[Question]> {
    const { child } = this.#process;
    child.send(question);
    const [answer] = (await once(child, "message")) as [Answers[Question]];
    return answer;
  }

  /** CPU time since it started, of all its threads. */
  async cpuMs(): Promise<number> {
    const { user, system } = await this.ask("cpu");
    return (user + system) / 1000;
  }

  /** The round trips of all its calls so far, as its log tells them. */
  roundTrips(): number {
    let total = 0;
    for (const [, logged] of this.#process.output().matchAll(/"roundTrips":(\d+)/g)) {
      total += Number(logged);
    }
    return total;
  }

  /** @throws Error where it is refused */
  async call(call: Call): Promise<unknown> {
    const response = await fetch(this.url, toRequest(call));
    const { result, error } = (await response.json()) as { result?: unknown; error?: unknown };
    if (error === undefined) return result;
    throw new Error(`${JSON.stringify(error)}\n${this.#process.output()}`);
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

/** The call with its user's ID token, signed as Firebase signs, as Google's front end passes it on. */
export function toRequest({ uid, data }: Call): LoadRequest {
  return {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${sign(idTokenClaims(PROJECT, { sub: uid }))}`,
      "x-forwarded-for": "203.0.113.7",
    },
    body: JSON.stringify({ data }),
  };
}
