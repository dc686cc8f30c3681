import { once } from "node:events";
import type { FunctionProcess } from "../../tools/production/function-process.ts";
import type { MeasuredServer } from "../measure.ts";
import type { Answers } from "./answer-bench.ts";

/** A server's process, with answer-bench.ts loaded, of which can be told what it has cost. */
export class MeasuredProcess implements MeasuredServer {
  readonly #process: FunctionProcess;
  readonly url: string;

  /** @param path where it is asked */
  constructor(process: FunctionProcess, path: string) {
    this.#process = process;
    this.url = process.url + path;
  }

  async ask<Question extends keyof Answers>(question: Question): Promise<Answers[Question]> {
    const { child } = this.#process;
    child.send(question);
    const [answer] = (await once(child, "message")) as [Answers[Question]];
    return answer;
  }

  async cpuMs(): Promise<number> {
    const { user, system } = await this.ask("cpu");
    return (user + system) / 1000;
  }

  /** The round trips of all its calls so far, as its log tells them. */
  roundTrips(): number {
    let total = 0;
    for (const [, logged] of this.output().matchAll(/"roundTrips":(\d+)/g)) {
      total += Number(logged);
    }
    return total;
  }

  /** All that it has printed. */
  output(): string {
    return this.#process.output();
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
