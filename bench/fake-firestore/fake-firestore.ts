import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { TlsIdentity } from "../start/fake-google.ts";
import type { Counts } from "./fake-database.ts";

/** Where it listens, on 127.0.0.1. */
export interface FirestorePorts {
  readonly rest: number;
  readonly grpc: number;
  readonly tlsRest: number;
  readonly tlsGrpc: number;
}

/** A Firestore that answers at once, in a process of its own, which ends with this one. */
export class FakeFirestore {
  readonly #process: ChildProcess;
  readonly ports: FirestorePorts;

  private constructor(process: ChildProcess, ports: FirestorePorts) {
    this.#process = process;
    this.ports = ports;
  }

  /** @param tls who it is, where TLS is spoken */
  static async start(tls: TlsIdentity): Promise<FakeFirestore> {
    const process = fork("bench/fake-firestore/main.ts");
    process.send(tls);
    const [ports] = (await once(process, "message")) as [FirestorePorts];
    return new FakeFirestore(process, ports);
  }

  /** What was asked of it so far. */
  async counts(): Promise<Counts> {
    this.#process.send("counts");
    const [counts] = (await once(this.#process, "message")) as [Counts];
    return counts;
  }
}
