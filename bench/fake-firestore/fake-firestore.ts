import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Counts } from "./fake-database.ts";

/** A Firestore that answers at once, in a process of its own, which ends with this one. */
export class FakeFirestore {
  readonly #process: ChildProcess;
  /** `host:port` of its REST API. */
  readonly rest: string;
  /** `host:port` of its gRPC API. */
  readonly grpc: string;

  private constructor(process: ChildProcess, ports: { rest: number; grpc: number }) {
    this.#process = process;
    this.rest = `127.0.0.1:${String(ports.rest)}`;
    this.grpc = `127.0.0.1:${String(ports.grpc)}`;
  }

  static async start(): Promise<FakeFirestore> {
    const process = fork("bench/fake-firestore/main.ts");
    const [ports] = (await once(process, "message")) as [{ rest: number; grpc: number }];
    return new FakeFirestore(process, ports);
  }

  /** What was asked of it so far. */
  async counts(): Promise<Counts> {
    this.#process.send("counts");
    const [counts] = (await once(this.#process, "message")) as [Counts];
    return counts;
  }
}
