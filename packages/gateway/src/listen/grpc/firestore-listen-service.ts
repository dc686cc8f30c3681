import type { FirestoreCredentials } from "../../documents/rest/firestore-credentials.ts";
import type { ListenCall, ListenService } from "./open-grpc-listen.ts";

export interface ListenServiceOptions {
  /** `projects/{project}/databases/{database}` */
  readonly database: string;
  /** As whom Firestore is asked. */
  readonly credentials: Pick<FirestoreCredentials, "authorization" | "forget">;
  /** Host and port of an emulator; undefined for Firestore itself. */
  readonly emulatorHost: string | undefined;
  /** How often a connection is asked whether it is alive, in milliseconds. @default 20,000 */
  readonly keepaliveMs?: number;
  /** How long a connection has to say so, in milliseconds. @default 10,000 */
  readonly keepaliveTimeoutMs?: number;
  /** What the pauses between attempts to connect start with, in milliseconds. @default 250 */
  readonly reconnectMs?: number;
}

interface Client {
  initialize(): Promise<unknown>;
  listen(options: object): ListenCall;
  close(): Promise<void>;
}

/**
 * Firestore's Listen by Google's own gRPC client, which is loaded when it is first used. It has the
 * store's credentials, so that it neither looks for others nor asks twice for a token.
 */
export function firestoreListenService(options: ListenServiceOptions): ListenService {
  let client: Promise<Client> | undefined;
  let isClosed = false;
  const calls = new Map<ListenCall, Promise<void>>();
  return {
    async listen() {
      if (isClosed) throw new Error("The connections are closed");
      client ??= createClient(options);
      try {
        const { database } = options;
        const authorization = await options.credentials.authorization();
        const headers = { authorization, "google-cloud-resource-prefix": database };
        const call = (await client).listen({ otherArgs: { headers } });
        call.on("error", ({ code }: { code?: number }) => {
          if (code === UNAUTHENTICATED) options.credentials.forget(authorization);
        });
        calls.set(
          call,
          endOf(call).then(() => void calls.delete(call)),
        );
        return call;
      } catch (error) {
        client = undefined;
        throw error;
      }
    },
    async close() {
      isClosed = true;
      for (const call of calls.keys()) call.cancel();
      await Promise.all(calls.values());
      await (await client)?.close();
    },
  };
}

/** When a call has ended, and the client has nothing left to do for it. */
function endOf(call: ListenCall): Promise<void> {
  return new Promise((resolve) => {
    call.on("error", () => resolve());
    call.on("end", () => resolve());
  });
}

/** gRPC's own longest pause is two minutes, in which every stream would fail at once. */
const MAX_RECONNECT_MS = 30_000;
const UNAUTHENTICATED = 16;

async function createClient(options: ListenServiceOptions): Promise<Client> {
  const { emulatorHost, keepaliveMs = 20_000, keepaliveTimeoutMs = 10_000 } = options;
  const { reconnectMs = 250 } = options;
  const [{ default: firestore }, { credentials }] = await Promise.all([
    import("@google-cloud/firestore"),
    import("@grpc/grpc-js"),
  ]);
  const [servicePath, port] = emulatorHost === undefined ? [] : hostAndPort(emulatorHost);
  const client = new firestore.v1.FirestoreClient({
    ...(servicePath !== undefined && { servicePath, port }),
    sslCreds: emulatorHost === undefined ? credentials.createSsl() : credentials.createInsecure(),
    auth: NO_OTHER_CREDENTIALS,
    "grpc.keepalive_time_ms": keepaliveMs,
    "grpc.keepalive_timeout_ms": keepaliveTimeoutMs,
    "grpc.initial_reconnect_backoff_ms": reconnectMs,
    "grpc.max_reconnect_backoff_ms": MAX_RECONNECT_MS,
  } as unknown as ConstructorParameters<
    typeof firestore.v1.FirestoreClient
  >[0]) as unknown as Client;
  await client.initialize();
  return client;
}

/** What the client asks of its credentials when it has none to find. */
const NO_OTHER_CREDENTIALS = { getUniverseDomain: () => Promise.resolve("googleapis.com") };

function hostAndPort(address: string): readonly [string, number] {
  const at = address.lastIndexOf(":");
  return [address.slice(0, at), Number(address.slice(at + 1))];
}
