import type { Firestore } from "@google-cloud/firestore";
import { createRequire } from "node:module";
import { randomUUID } from "node:crypto";
import { doorAuth, type DoorAuth, REQUEST_ID } from "./door-auth.ts";
import { IdTokens } from "./id-tokens.ts";

export interface ServiceFirestoreOptions {
  /** The service's name: the claim `service` of its tokens. */
  readonly service: string;
  readonly projectId: string;
  /** The project's web API key. Not needed with the Auth emulator. */
  readonly apiKey?: string;
  /** @default "us-central1" */
  readonly region?: string;
  /**
   * The function that answers all, with the group that it is exported in, as `crm-database`.
   *
   * @default "database"
   */
  readonly functionName?: string;
  /**
   * Where that function answers.
   *
   * @default the deployed function's URL; with the Auth emulator, the Functions emulator's
   */
  readonly url?: string;
  /** @default "(default)" */
  readonly databaseId?: string;
  /**
   * Makes the custom token by which the service signs in, with the uid `service:<name>` and the
   * claim `service`. @default signed by firebase-admin, as the service account of the process
   */
  readonly customToken?: () => Promise<string>;
  /**
   * Whether each commit of a batch or of one document has an id of its own, by which it is applied
   * once, however often the library sends it again after a lost answer. Each is one more write.
   * Transactions and BulkWriter have none. @default false
   */
  readonly requestIds?: boolean;
  /** Whether fields that are undefined are left out of what is written. @default false */
  readonly ignoreUndefinedProperties?: boolean;
  /** Where the project enforces App Check: a token for each request, kept for as long as it is good. */
  readonly appCheckToken?: () => Promise<string>;
}

/**
 * Google's own `Firestore` of @google-cloud/firestore, of which every request goes through the
 * gateway: its policies, schemas, quotas and log. Its transactions lock what they read, as before
 * Firestore. What needs gRPC (`onSnapshot`) is refused with UNIMPLEMENTED.
 *
 * Where FIREBASE_AUTH_EMULATOR_HOST is set, it calls the emulators.
 *
 * @example
 * const db = serviceFirestore({ service: "billing", projectId, apiKey });
 * await db.doc("invoices/1").set({ paid: true });
 *
 * @throws TypeError where neither an API key nor an emulator is named
 */
export function serviceFirestore(options: ServiceFirestoreOptions): Firestore {
  return firestoreBehind(serviceAuth(options), options);
}

/**
 * Sends requests to the gateway as the service.
 *
 * @throws TypeError as {@link serviceFirestore}
 */
export function serviceAuth(options: ServiceFirestoreOptions): DoorAuth {
  const { service, projectId, appCheckToken } = options;
  const authHost = process.env["FIREBASE_AUTH_EMULATOR_HOST"];
  const apiKey = options.apiKey === "" ? undefined : options.apiKey;
  if (apiKey === undefined && authHost === undefined) {
    throw new TypeError("serviceFirestore(): apiKey is missing: the project's web API key.");
  }
  const tokens = new IdTokens({
    apiKey: apiKey ?? "emulator",
    authOrigin: authHost === undefined ? undefined : `http://${authHost}`,
    customToken: options.customToken ?? (() => signedCustomToken(service, projectId)),
    now: Date.now,
  });
  const url = options.url ?? defaultUrl(options, authHost !== undefined);
  return doorAuth({ url, idToken: () => tokens.get(), appCheckToken });
}

/** Google's `Firestore` whose requests are sent by these credentials. */
export function firestoreBehind(auth: DoorAuth, options: ServiceFirestoreOptions): Firestore {
  const { projectId, databaseId, ignoreUndefinedProperties } = options;
  return new (firestoreClass(options.requestIds === true))({
    projectId,
    ...(databaseId !== undefined && { databaseId }),
    ...(ignoreUndefinedProperties !== undefined && { ignoreUndefinedProperties }),
    preferRest: true,
    // Never asked: the credentials send each request where the gateway is.
    host: "gateway.invalid",
    ssl: true,
    auth,
  });
}

type FirestoreClass = new (settings: object) => Firestore;
type RequestStream = (method: string, ...rest: readonly unknown[]) => Promise<unknown>;
type CreateCallOptions = (
  method: string,
  ...rest: readonly unknown[]
) => { readonly otherArgs: { readonly headers: Record<string, string> } };

/** Loaded by who calls it: the rest of the package runs without. */
function firestoreClass(requestIds: boolean): FirestoreClass {
  const load = createRequire(import.meta.url);
  const { Firestore: Own } = load("@google-cloud/firestore") as {
    readonly Firestore: FirestoreClass;
  };
  return class extends Own {
    /** What the library opens its streams by: a listener's would be gRPC, which no function answers. */
    requestStream: RequestStream = async (method, ...rest) => {
      if (method === "listen")
        throw new NotCarriedError("onSnapshot is not carried by the gateway.");
      const { requestStream } = Own.prototype as { readonly requestStream: RequestStream };
      return requestStream.call(this, method, ...rest);
    };

    /** What the library takes for each request with all of its repetitions. */
    createCallOptions: CreateCallOptions = (method, ...rest) => {
      const { createCallOptions } = Own.prototype as {
        readonly createCallOptions: CreateCallOptions;
      };
      const options = createCallOptions.call(this, method, ...rest);
      if (requestIds && method === "commit") options.otherArgs.headers[REQUEST_ID] = randomUUID();
      return options;
    };
  };
}

/** In the library's own form: `code` is google.rpc.Code's UNIMPLEMENTED, which it does not try again. */
class NotCarriedError extends Error {
  readonly code = 12;
}

function defaultUrl(
  { projectId, region = "us-central1", functionName = "database" }: ServiceFirestoreOptions,
  isEmulated: boolean,
): string {
  if (!isEmulated) return `https://${region}-${projectId}.cloudfunctions.net/${functionName}`;
  const origin = process.env["FUNCTIONS_EMULATOR_ORIGIN"] ?? "http://127.0.0.1:5001";
  return `${origin}/${projectId}/${region}/${functionName}`;
}

async function signedCustomToken(service: string, projectId: string): Promise<string> {
  const [{ getApps, initializeApp }, { getAuth }] = await Promise.all([
    import("firebase-admin/app"),
    import("firebase-admin/auth"),
  ]);
  const name = `service ${service} of ${projectId}`;
  const app = getApps().find((each) => each.name === name) ?? initializeApp({ projectId }, name);
  return getAuth(app).createCustomToken(`service:${service}`, { service });
}
