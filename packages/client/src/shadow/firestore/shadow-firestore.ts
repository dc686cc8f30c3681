import type { Firestore } from "firebase/firestore";
import { Comparisons } from "../core/comparisons.ts";
import type { Answer } from "../../../../gateway/src/shadow/answer.ts";
import { reportsUrl, type GatewayHost } from "../../../../gateway/src/shadow/rest-answer.ts";
import type { Shadow, ShadowOptions } from "../core/shadow-options.ts";
import { askGateway, sendToGateway, type GatewayTokens } from "./ask-gateway.ts";
import type { ReadOfSdk } from "./read-of-sdk.ts";

export interface ShadowFirestoreOptions extends ShadowOptions, GatewayHost, GatewayTokens {}

interface Running {
  readonly comparisons: Comparisons;
  readonly options: ShadowFirestoreOptions;
}

/** How long a listener of the SDK may lag behind, whose view `getDoc` answers. */
const LISTENER_LAG_MS = 3_000;

const running = new WeakMap<Firestore, Running>();

/**
 * Asks what the full SDK reads (`getDoc`, `getDocs`, their `…FromServer`, `getCountFromServer`,
 * `getAggregateFromServer`, imported from this module in place of `firebase/firestore`) a second time
 * through the gateway, and reports where the answers differ. The app gets the SDK's own answers, and
 * nothing of the second read reaches it. Without this call the module is `firebase/firestore`.
 *
 * @example
 * shadowFirestore(getFirestore(), {
 *   service: "web",
 *   host: "us-central1-my-project.cloudfunctions.net/database",
 *   idToken: () => getAuth().currentUser?.getIdToken(),
 * });
 */
export function shadowFirestore(db: Firestore, options: ShadowFirestoreOptions): Shadow {
  const comparisons = new Comparisons({ staleMs: LISTENER_LAG_MS, ...options }, (body) =>
    sendToGateway(reportsUrl(options), body, options),
  );
  const own = { comparisons, options };
  running.set(db, own);
  return {
    idle: () => own.comparisons.idle(),
    stop: () => void (running.get(db) === own && running.delete(db)),
  };
}

/** A read of the SDK and how its result is told as an answer. */
export interface ShadowedRead<Result> {
  readonly db: Firestore;
  /** Reads, for the app. */
  readonly ask: () => Promise<Result>;
  /** Reads from the server, to be compared. */
  readonly askServer: () => Promise<Result>;
  /** Undefined where the SDK's client isn't up, so that the read can't be written down. */
  readonly toRead: () => ReadOfSdk | undefined;
  /** Undefined for what the app's own memory has answered. */
  readonly toAnswer: (result: Result) => Answer | undefined;
}

/** Reads for the app, and has the answer compared behind its back. */
export function shadowed<Result>(shadowedRead: ShadowedRead<Result>): Promise<Result> {
  const { db, ask } = shadowedRead;
  const own = running.get(db);
  const result = ask();
  if (own !== undefined && own.comparisons.isSampled()) void watch(own, shadowedRead, result);
  return result;
}

async function watch<Result>(
  { comparisons, options }: Running,
  { askServer, toRead, toAnswer }: ShadowedRead<Result>,
  result: Promise<Result>,
): Promise<void> {
  const first = await answered(result, toAnswer);
  try {
    const read = toRead();
    if (read === undefined) return;
    if (first === undefined) {
      comparisons.skip(read.read);
      return;
    }
    const gateway = (): Promise<Answer> => askGateway(read, options);
    const direct = async (): Promise<Answer> =>
      (await answered(askServer(), toAnswer)) ?? { kind: "error", code: "FROM_MEMORY" };
    comparisons.compare({
      read: read.read,
      direct: Promise.resolve(first),
      gateway: gateway(),
      sides: { direct, gateway },
    });
  } catch {
    // The app has its answer; what can't be compared is not.
  }
}

async function answered<Result>(
  result: Promise<Result>,
  toAnswer: (result: Result) => Answer | undefined,
): Promise<Answer | undefined> {
  try {
    return toAnswer(await result);
  } catch (error) {
    const { code } = (error ?? {}) as { readonly code?: unknown };
    const name = typeof code === "string" ? code : "unknown";
    return { kind: "error", code: name.replaceAll("-", "_").toUpperCase() };
  }
}
