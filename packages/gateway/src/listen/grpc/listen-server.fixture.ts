import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceDefinition,
} from "@grpc/grpc-js";
import { fromJSON } from "@grpc/proto-loader";
import { encodeFields } from "../../documents/codec.ts";
import { statusNumber } from "../../documents/rest/status.ts";
import type { StoredDocument } from "../../documents/store.ts";
import type { ListenRequest } from "../listen-connection.ts";
import type { ListenResponse } from "../listen-response.ts";
import { ROOT } from "../model-database.fixture.ts";
import type { ServerSide } from "../model-firestore.fixture.ts";
import { Line } from "./line.fixture.ts";
import { toProtoTime, toProtoValue } from "./listen-proto.ts";

/** A request as gRPC has it. */
interface ProtoRequest {
  readonly database: string;
  readonly addTarget?: {
    readonly targetId: number;
    readonly resumeToken?: Uint8Array;
    readonly expectedCount: { readonly value: number } | null;
    readonly documents?: { readonly documents: readonly string[] };
  };
  readonly removeTarget?: number;
}

type Call = ServerDuplexStream<ProtoRequest, object>;

/** A Listen stream that a client has opened. */
export class ServerStream implements ServerSide {
  readonly #call: Call;
  /** What the client has sent, as it came. */
  readonly requests: ProtoRequest[] = [];
  readonly headers: Readonly<Record<string, unknown>>;
  onRequest: (request: ListenRequest) => void = () => undefined;
  onEnd: () => void = () => undefined;

  constructor(call: Call) {
    this.#call = call;
    this.headers = call.metadata.getMap();
    call.on("data", (request: ProtoRequest) => {
      this.requests.push(request);
      this.onRequest(decodeRequest(request));
    });
    call.on("end", () => call.end());
    call.on("cancelled", () => this.onEnd());
    call.on("error", () => undefined);
  }

  respond(...responses: readonly ListenResponse[]): void {
    for (const response of responses) this.#call.write(encodeResponse(response));
  }

  /** Ends the stream; as OK, if no code is given. */
  end(code?: string): void {
    this.onEnd();
    if (code === undefined) this.#call.end();
    else this.#call.emit("error", { code: statusNumber(code), details: "the script says so" });
  }
}

/** A gRPC server of Firestore's Listen that does what a test says. */
export class ListenServer {
  readonly streams: ServerStream[] = [];
  /** What clients connect by. */
  readonly line = new Line(() => this.#port);
  #server = new Server();
  #port = 0;
  readonly #onStream: (stream: ServerStream) => void;

  private constructor(onStream: (stream: ServerStream) => void) {
    this.#onStream = onStream;
  }

  static async start(onStream: (stream: ServerStream) => void): Promise<ListenServer> {
    const server = new ListenServer(onStream);
    await server.#serve();
    await server.line.start();
    return server;
  }

  /** Tells clients to go elsewhere (GOAWAY), and ends their streams soon. */
  goAway(): void {
    this.#server.drain(`127.0.0.1:${String(this.#port)}`, 0);
  }

  /** The server dies, and another takes its place. */
  async restart(): Promise<void> {
    this.#server.forceShutdown();
    await this.#serve();
  }

  async stop(): Promise<void> {
    this.#server.forceShutdown();
    await this.line.stop();
  }

  async #serve(): Promise<void> {
    this.#server = new Server();
    this.#server.addService(listenService(), {
      listen: (call: Call) => {
        const stream = new ServerStream(call);
        this.streams.push(stream);
        this.#onStream(stream);
      },
    });
    this.#port = await new Promise<number>((resolve, reject) => {
      const credentials = ServerCredentials.createInsecure();
      this.#server.bindAsync("127.0.0.1:0", credentials, (error, port) => {
        if (error) reject(error);
        else resolve(port);
      });
    });
  }
}

/** Firestore's service, from the protos that Google's client ships. */
function listenService(): ServiceDefinition {
  const require = createRequire(join(process.cwd(), "package.json"));
  const client = dirname(require.resolve("@google-cloud/firestore"));
  const protos = JSON.parse(readFileSync(join(client, "../protos/v1.json"), "utf8")) as object;
  const options = { longs: String, enums: String, defaults: true, oneofs: true };
  const service = fromJSON(protos, options)["google.firestore.v1.Firestore"] as ServiceDefinition;
  return { listen: service["Listen"] } as ServiceDefinition;
}

function decodeRequest({ addTarget, removeTarget }: ProtoRequest): ListenRequest {
  if (!addTarget) return { kind: "remove", targetId: removeTarget ?? 0 };
  const { targetId, resumeToken: token, expectedCount, documents } = addTarget;
  const [name = ""] = documents?.documents ?? [];
  return {
    kind: "add",
    targetId,
    // Which query it is the model does not look at.
    target: { kind: "document", path: name.slice(ROOT.length) },
    resumption: token === undefined ? undefined : { token, count: expectedCount?.value ?? 0 },
  };
}

function encodeResponse(response: ListenResponse): object {
  switch (response.kind) {
    case "target": {
      const { change, targetIds, cause, resumeToken, readTime } = response;
      return {
        targetChange: {
          targetChangeType: change,
          targetIds,
          ...(cause && { cause: { code: statusNumber(cause.code), message: cause.message } }),
          ...(resumeToken && { resumeToken }),
          ...(readTime !== undefined && { readTime: toProtoTime(readTime) }),
        },
      };
    }
    case "change": {
      const { document, targetIds, removedTargetIds } = response;
      return {
        documentChange: { document: encodeDocument(document), targetIds, removedTargetIds },
      };
    }
    case "filter": {
      const { targetId, count, names } = response;
      const bits = names && { bitmap: names.bitmap, padding: names.padding };
      const unchangedNames = names && { bits, hashCount: names.hashCount };
      return { filter: { targetId, count, unchangedNames } };
    }
    case "delete":
    case "remove": {
      const gone = { document: ROOT + response.path, removedTargetIds: response.removedTargetIds };
      return response.kind === "delete" ? { documentDelete: gone } : { documentRemove: gone };
    }
  }
}

function encodeDocument({ path, data, createTime, updateTime }: StoredDocument): object {
  const { mapValue } = toProtoValue({ mapValue: { fields: encodeFields(data, ROOT) } });
  return {
    name: ROOT + path,
    fields: mapValue?.fields,
    createTime: toProtoTime(createTime),
    updateTime: toProtoTime(updateTime),
  };
}
