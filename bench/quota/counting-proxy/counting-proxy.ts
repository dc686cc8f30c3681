import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Counted } from "./tally.ts";

/** Stands before a Firestore and counts what it is asked, in a process of its own, which ends with this one. */
export class CountingProxy {
  readonly #process: ChildProcess;
  /** `host:port` for clients of the REST API. */
  readonly rest: string;
  /** `host:port` for clients of the gRPC API. */
  readonly grpc: string;
  /** The last answer, or the one that is awaited: one question at a time. */
  #counted: Promise<Counted> = Promise.resolve({});

  private constructor(process: ChildProcess, ports: { rest: number; grpc: number }) {
    this.#process = process;
    this.rest = `127.0.0.1:${String(ports.rest)}`;
    this.grpc = `127.0.0.1:${String(ports.grpc)}`;
  }

  /** @param firestore `host:port` of the Firestore behind it, which speaks both */
  static async start(firestore: string): Promise<CountingProxy> {
    const process = fork("bench/quota/counting-proxy/main.ts", [firestore]);
    const [ports] = (await once(process, "message")) as [{ rest: number; grpc: number }];
    return new CountingProxy(process, ports);
  }

  /** What was asked so far of the documents whose paths start so. */
  async of(pathStart: string): Promise<Counted> {
    this.#counted = this.#counted.then(() => this.#ask());
    const counted = Object.entries(await this.#counted);
    return Object.fromEntries(counted.filter(([path]) => path.startsWith(pathStart)));
  }

  async #ask(): Promise<Counted> {
    this.#process.send("counted");
    const [counted] = (await once(this.#process, "message")) as [Counted];
    return counted;
  }

  stop(): void {
    this.#process.disconnect();
  }
}
