import type { FirestoreCredentials } from "../../documents/rest/firestore-credentials.ts";
import { EMULATOR_OWNER } from "../../documents/rest/firestore-credentials.ts";
import { processClock } from "../listen-clock.ts";
import { Upstream } from "../upstream.ts";
import { UPSTREAM_DEFAULTS } from "../upstream-options.ts";
import { firestoreListenService } from "./firestore-listen-service.ts";
import { openGrpcListen, type ListenService } from "./open-grpc-listen.ts";

export interface FirestoreUpstreamsOptions {
  readonly projectId: string;
  readonly credentials: Pick<FirestoreCredentials, "authorization" | "forget">;
  /** Host and port of an emulator; undefined for Firestore itself. */
  readonly emulatorHost: string | undefined;
}

/** Listens to the databases of a project, over gRPC, which is loaded when the first is listened to. */
export class FirestoreUpstreams {
  readonly #options: FirestoreUpstreamsOptions;
  readonly #upstreams = new Map<string, Upstream>();
  readonly #services: ListenService[] = [];

  constructor(options: FirestoreUpstreamsOptions) {
    this.#options = options;
  }

  /** @param databaseId such as `(default)` */
  of(databaseId: string): Upstream {
    const known = this.#upstreams.get(databaseId);
    if (known !== undefined) return known;
    const { projectId, credentials, emulatorHost } = this.#options;
    const database = `projects/${projectId}/databases/${databaseId}`;
    const root = `${database}/documents/` as const;
    const service = firestoreListenService({
      database,
      credentials: emulatorHost === undefined ? credentials : EMULATOR_OWNER,
      emulatorHost,
    });
    this.#services.push(service);
    const upstream = new Upstream({
      ...UPSTREAM_DEFAULTS,
      open: openGrpcListen(service, root),
      clock: processClock,
      root,
    });
    this.#upstreams.set(databaseId, upstream);
    return upstream;
  }

  /** Closes the connections, for ever: after what is listened to was stopped. */
  async close(): Promise<void> {
    await Promise.all(this.#services.map((service) => service.close()));
  }
}
