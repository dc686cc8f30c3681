/** A gateway whose host does not tell that it is one. */
export interface GatewaySetting {
  /** As it is given to `initializeFirestore`: `database-abc-uc.a.run.app`. */
  readonly host: string;
  /** The URL of the function `listen`. */
  readonly listenUrl: string;
}

/** Why a write waits, and all that were made after it: a quota, or a fault that may pass. */
export interface WriteDelay {
  /** The gateway's reason, as `QUOTA_EXCEEDED`. */
  readonly reason?: string;
  readonly message: string;
  /** After how many milliseconds it is sent again; absent where the SDK decides on that. */
  readonly retryAfterMs?: number;
}

interface Shared {
  readonly gateways: GatewaySetting[];
  readonly delayListeners: Set<(delay: WriteDelay) => void>;
}

/**
 * What an app has set. It lies beside the module, since the app's copy of this package and the one
 * in the place of Google's are two.
 */
const SHARED = Symbol.for("@database-service/transport");

function shared(): Shared {
  const scope = globalThis as { [SHARED]?: Shared };
  return (scope[SHARED] ??= { gateways: [], delayListeners: new Set() });
}

export function gatewaySettings(): readonly GatewaySetting[] {
  return shared().gateways;
}

/**
 * Says that a host is a gateway's whose path does not end in `/database`, before Firestore is first
 * used: a function's own address, or a domain of yours.
 *
 * @example addGateway({ host: "database-abc-uc.a.run.app", listenUrl: "https://listen-abc-uc.a.run.app" })
 */
export function addGateway(setting: GatewaySetting): void {
  shared().gateways.unshift(setting);
}

/**
 * Is told of each write that the gateway has not taken yet and that is sent again, while its promise
 * is pending.
 *
 * @returns what ends that
 */
export function onWriteDelay(listener: (delay: WriteDelay) => void): () => void {
  const { delayListeners } = shared();
  delayListeners.add(listener);
  return () => void delayListeners.delete(listener);
}

/** Tells whoever listens, and the console where nobody does: a queue must not wait in silence. */
export function tellWriteDelay(delay: WriteDelay): void {
  const { delayListeners } = shared();
  // What a listener throws is the app's, and must not end what goes on here.
  for (const listener of delayListeners) queueMicrotask(() => listener(delay));
  if (delayListeners.size > 0) return;
  const { message, reason = "", retryAfterMs } = delay;
  const when = retryAfterMs === undefined ? "" : ` ${String(retryAfterMs)} ms`;
  console.warn(`A write waits${when}, and all after it: ${message} ${reason}`);
}
