import { emulators } from "./emulators.ts";
import { startFaultyFirestore, type FaultyFirestore } from "./faulty-firestore.ts";
import { buildGateway, startGateway, type Build, type GatewayProcess } from "./gateway-process.ts";
import {
  idTokenClaims,
  sign,
  startKeyServer,
  type KeyServer,
  type TokenClaims,
} from "./token-issuer.ts";

/** What a callable answered, or the error it answered with. */
export interface Answer<Result> {
  readonly result?: Result;
  readonly error?: {
    readonly status: string;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>> & { readonly reason: string };
  };
}

/** The gateway as in production, with a Firestore behind it that fails on command. */
export class Production {
  readonly firestore: FaultyFirestore;
  readonly #build: Build;
  readonly #keys: KeyServer;
  readonly #processes: GatewayProcess[] = [];

  private constructor(build: Build, keys: KeyServer, firestore: FaultyFirestore) {
    this.#build = build;
    this.#keys = keys;
    this.firestore = firestore;
  }

  static async start(): Promise<Production> {
    const [build, keys, firestore] = await Promise.all([
      buildGateway(),
      startKeyServer(),
      startFaultyFirestore(emulators.firestore),
    ]);
    return new Production(build, keys, firestore);
  }

  /** An instance of one callable. `stop` is kill -9. */
  async instance(callable: string, env: NodeJS.ProcessEnv = {}): Promise<GatewayProcess> {
    const instance = await startGateway({
      build: this.#build,
      callable,
      env: {
        FIRESTORE_EMULATOR_HOST: this.firestore.host,
        KEY_SERVER_ORIGIN: this.#keys.origin,
        ...env,
      },
      preload: "test/support/google-keys.ts",
    });
    this.#processes.push(instance);
    return instance;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((instance) => instance.stop()));
    await Promise.all([this.firestore.close(), this.#keys.close()]);
    this.#build.remove();
  }
}

/** Calls an instance with the token of a user, or of whom the claims say. */
export async function callAs<Result>(
  claims: TokenClaims,
  { url }: GatewayProcess,
  data: unknown,
): Promise<Answer<Result>> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${sign(idTokenClaims(emulators.project, claims))}`,
    },
    body: JSON.stringify({ data }),
  });
  return (await response.json()) as Answer<Result>;
}
