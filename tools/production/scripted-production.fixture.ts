import { once } from "node:events";
import { rmSync } from "node:fs";
import type { Server } from "node:http";
import {
  connect,
  createServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from "node:net";
import { join, resolve } from "node:path";
import {
  ListenServer,
  type ServerStream,
} from "../../packages/gateway/src/listen/grpc/listen-server.fixture.ts";
import { ModelDatabase } from "../../packages/gateway/src/listen/model-database.fixture.ts";
import { ModelFirestore } from "../../packages/gateway/src/listen/model-firestore.fixture.ts";
import { buildFunctions } from "../gateway/build-functions.ts";
import { serveMemoryFirestore } from "../memory-firestore/serve-memory-firestore.ts";
import { startFunction, type FunctionProcess } from "./function-process.ts";
import { PACKED_MODULE, packFolder } from "./pack-folder.ts";
import { startKeyServer, type KeyServer } from "./token-issuer.ts";

/** The project of the model's root. */
export const MODEL_PROJECT = "demo-model";

/** What gRPC's connections begin with. */
const HTTP2 = "PRI * HTTP/2.0";

interface Servers {
  readonly keys: KeyServer;
  readonly rest: Server;
  readonly listen: ListenServer;
}

/**
 * The function that streams, under functions-framework, before a Firestore of this process: its
 * REST in memory, its Listen by a model that counts what it sends.
 */
export class ScriptedProduction {
  readonly database: ModelDatabase;
  readonly firestore: ModelFirestore;
  readonly #folder: string;
  readonly #servers: Servers;
  readonly #front: TcpServer;
  readonly #instances: FunctionProcess[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(folder: string, firestore: ModelFirestore, servers: Servers) {
    this.database = firestore.database;
    this.firestore = firestore;
    this.#folder = folder;
    this.#servers = servers;
    this.#front = createServer((socket) => this.#forward(socket));
  }

  static async start(): Promise<ScriptedProduction> {
    const folder = resolve(".cache", `scripted-${String(process.pid)}-${String(Date.now())}`);
    packFolder(folder);
    const firestore = new ModelFirestore(new ModelDatabase());
    const [keys, rest, listen] = await Promise.all([
      startKeyServer(),
      serveMemoryFirestore(0),
      ListenServer.start((stream) => answer(stream, firestore)),
      buildFunctions(join(folder, PACKED_MODULE), { collections: "test/fixtures/live" }),
    ]);
    const production = new ScriptedProduction(folder, firestore, { keys, rest, listen });
    await once(production.#front.listen(0, "127.0.0.1"), "listening");
    return production;
  }

  /**
   * An instance of the function; its `stop` is kill -9.
   *
   * @param preload modules that it loads before anything else
   */
  async instance(preload: readonly string[] = []): Promise<FunctionProcess> {
    const instance = await startFunction({
      source: this.#folder,
      target: "listen",
      preload: ["tools/production/google-keys.ts", ...preload],
      env: {
        GCLOUD_PROJECT: MODEL_PROJECT,
        FIRESTORE_EMULATOR_HOST: `127.0.0.1:${String(portOf(this.#front))}`,
        KEY_SERVER_ORIGIN: this.#servers.keys.origin,
      },
    });
    this.#instances.push(instance);
    return instance;
  }

  /** Breaks every connection to Firestore's Listen. */
  cutUpstream(): void {
    this.#servers.listen.line.cut();
  }

  /** Commits to the model, and tells all that listen. */
  commit(...writes: Parameters<ModelDatabase["commit"]>[0]): void {
    this.database.commit(writes);
    this.firestore.publish();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#instances.map((instance) => instance.stop()));
    for (const socket of this.#sockets) socket.destroy();
    const { keys, rest, listen } = this.#servers;
    this.#front.close();
    rest.close();
    await Promise.all([keys.close(), listen.stop()]);
    rmSync(this.#folder, { recursive: true });
  }

  /** Firestore has one address for both. */
  #forward(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", (first: Buffer) => {
      socket.pause();
      const { rest, listen } = this.#servers;
      const isGrpc = first.toString("latin1").startsWith(HTTP2);
      const port = isGrpc ? Number(listen.line.host.split(":").at(-1)) : portOf(rest);
      const upstream = connect(port, "127.0.0.1");
      this.#sockets.add(upstream);
      upstream.on("error", () => undefined);
      upstream.write(first);
      socket.pipe(upstream).pipe(socket);
      socket.on("close", () => upstream.destroy());
      upstream.on("close", () => socket.destroy());
    });
  }
}

function answer(stream: ServerStream, firestore: ModelFirestore): void {
  const model = firestore.connect(stream);
  stream.onRequest = (request) => model.take(request);
  stream.onEnd = () => model.end();
}

function portOf(server: Server | TcpServer): number {
  return (server.address() as AddressInfo).port;
}
