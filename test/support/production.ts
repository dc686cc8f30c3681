import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  ownCollections,
  type OwnCollections,
} from "../../packages/gateway/src/documents/own-collections.ts";
import { emulators } from "./emulators.ts";
import { startFaultyFirestore, type FaultyFirestore } from "./faulty-firestore.ts";
import { buildGateway, startGateway, type Build, type GatewayProcess } from "./gateway-process.ts";
import type { BuildFunctionsOptions } from "../../tools/gateway/build-functions.ts";
import { startFunction, type FunctionProcess } from "../../tools/production/function-process.ts";
import {
  idTokenClaims,
  sign,
  startKeyServer,
  type KeyServer,
  type TokenClaims,
} from "../../tools/production/token-issuer.ts";

/** Where Google's public keys would be asked for, the test's own are. */
const KEYS = "tools/production/google-keys.ts";

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
  /** Where the gateway keeps its own records, apart from every other test's. */
  readonly own: OwnCollections;
  readonly #build: Build;
  readonly #keys: KeyServer;
  readonly #processes: GatewayProcess[] = [];

  private constructor(
    build: Build,
    keys: KeyServer,
    firestore: FaultyFirestore,
    own: OwnCollections,
  ) {
    this.#build = build;
    this.#keys = keys;
    this.firestore = firestore;
    this.own = own;
  }

  /**
   * @param collections a folder that takes the place of the project's own collections and quotas
   * @param namespace of the gateway @default a new one
   */
  static start(collections?: string, namespace = newNamespace()): Promise<Production> {
    return Production.#start({ namespace, ...(collections !== undefined && { collections }) });
  }

  /** @param app a module that takes the place of the app that is deployed, and names its own namespace */
  static startApp(app: string): Promise<Production> {
    return Production.#start({ app });
  }

  static async #start(options: BuildFunctionsOptions): Promise<Production> {
    const [build, keys, firestore] = await Promise.all([
      buildGateway(options),
      startKeyServer(),
      startFaultyFirestore(emulators.firestore),
    ]);
    return new Production(build, keys, firestore, ownCollections(options.namespace ?? ""));
  }

  /**
   * An instance of the function of one callable, or of `database`, which has them all. `stop` is
   * kill -9.
   *
   * @param preload modules that are loaded before the gateway
   */
  async instance(
    callable: string,
    env: NodeJS.ProcessEnv = {},
    preload: readonly string[] = [],
  ): Promise<GatewayProcess> {
    return this.#started(
      startGateway({
        build: this.#build,
        callable,
        env: { ...this.#surroundings(), ...env },
        preload: [KEYS, ...preload],
      }),
    );
  }

  /** An instance of a function that stands in a module beside the gateway's, whose exports it has too. */
  async beside(target: string, code: string): Promise<FunctionProcess> {
    const source = join(this.#build.folder, `lib/beside-${randomUUID()}.js`);
    writeFileSync(source, `export * from "./index.mjs";\n${code}`);
    // The platform names the function there, and so does the Functions emulator.
    return this.another(target, { FUNCTION_TARGET: target }, source);
  }

  /** An instance of another function, in the same surroundings. */
  async another(target: string, env: NodeJS.ProcessEnv, source: string): Promise<FunctionProcess> {
    const surroundings = { GCLOUD_PROJECT: emulators.project, ...this.#surroundings() };
    return this.#started(
      startFunction({ source, target, env: { ...surroundings, ...env }, preload: [KEYS] }),
    );
  }

  #surroundings(): NodeJS.ProcessEnv {
    return {
      FIRESTORE_EMULATOR_HOST: this.firestore.host,
      KEY_SERVER_ORIGIN: this.#keys.origin,
    };
  }

  async #started(starting: Promise<FunctionProcess>): Promise<FunctionProcess> {
    const started = await starting;
    this.#processes.push(started);
    return started;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((instance) => instance.stop()));
    await Promise.all([this.firestore.close(), this.#keys.close()]);
    this.#build.remove();
  }
}

/** What no other gateway of the emulator's is named. */
function newNamespace(): string {
  return `test${randomUUID().replaceAll("-", "").slice(0, 12)}`;
}

/** Calls an instance with the token of a user, or of whom the claims say. */
export async function callAs<Result>(
  claims: TokenClaims,
  { url }: { readonly url: string },
  data: unknown,
): Promise<Answer<Result>> {
  const token = sign(idTokenClaims(emulators.project, claims));
  return post(url, data, { authorization: `Bearer ${token}` });
}

/** Somebody who calls an instance of `database`; undefined claims for nobody. */
export class Caller {
  readonly #origin: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers sent with each call besides */
  constructor(
    { url }: { readonly url: string },
    claims?: TokenClaims,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.#origin = url;
    const token = claims && sign(idTokenClaims(emulators.project, claims));
    this.#headers = { ...headers, ...(token && { authorization: `Bearer ${token}` }) };
  }

  call<Result>(callable: string, data: unknown): Promise<Answer<Result>> {
    return post(`${this.#origin}${callable}`, data, this.#headers);
  }
}

async function post<Result>(
  url: string,
  data: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Answer<Result>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ data }),
  });
  return (await response.json()) as Answer<Result>;
}
