import type { KeyObject } from "node:crypto";
import type { FetchKeys, KeysAnswer } from "./fetch-keys.ts";
import { readKeys } from "./read-keys.ts";
import { KeysUnavailableError } from "./token-error.ts";

/** For which token Google has which form of keys: PEM by name, or a JWKS. */
export const ID_TOKEN_KEYS =
  "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com";
export const APP_CHECK_KEYS = "https://firebaseappcheck.googleapis.com/v1/jwks";

/** How long keys hold of which the answer does not say it, and at least and at most. */
const DEFAULT_LIFETIME_MS = 3_600_000;
const MIN_LIFETIME_MS = 60_000;
const MAX_LIFETIME_MS = 24 * 3_600_000;
/** Between two looks for a key that is not among those that still hold: anybody can name one. */
const UNKNOWN_KEY_INTERVAL_MS = 30_000;
/** After keys could not be fetched. */
const FAILURE_INTERVAL_MS = 1000;

export interface KeySetOptions {
  readonly url: string;
  readonly fetchKeys: FetchKeys;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * The public keys at one address, fetched when they are needed first and when they hold no longer,
 * and rarely for a key that is not among them. Calls that need them at the same time share a fetch.
 */
export class KeySet {
  readonly #options: KeySetOptions;
  #keys: ReadonlyMap<string, KeyObject> = new Map();
  #freshFromMs = Infinity;
  #freshUntilMs = -Infinity;
  #askedAtMs = -Infinity;
  #hasFailed = false;
  #fetching: Promise<void> | undefined;

  constructor(options: KeySetOptions) {
    this.#options = options;
  }

  /**
   * The key of that name; undefined where there is none.
   *
   * @throws KeysUnavailableError
   */
  async find(kid: string): Promise<KeyObject | undefined> {
    const nowMs = this.#options.now();
    if (nowMs < this.#freshFromMs || nowMs >= this.#freshUntilMs) {
      await this.#refresh(nowMs);
    } else if (!this.#keys.has(kid) && this.#maySearch(nowMs)) {
      await this.#refresh(nowMs);
    }
    return this.#keys.get(kid);
  }

  /** Fetches the keys before the first is needed. Whoever needs one first is told where that fails. */
  prefetch(): void {
    this.#refresh(this.#options.now()).catch(() => undefined);
  }

  #maySearch(nowMs: number): boolean {
    return (
      this.#fetching !== undefined || Math.abs(nowMs - this.#askedAtMs) >= UNKNOWN_KEY_INTERVAL_MS
    );
  }

  #refresh(nowMs: number): Promise<void> {
    if (this.#fetching !== undefined) return this.#fetching;
    if (this.#hasFailed && Math.abs(nowMs - this.#askedAtMs) < FAILURE_INTERVAL_MS) {
      return Promise.reject(new KeysUnavailableError("Google's public keys could not be fetched."));
    }
    this.#askedAtMs = nowMs;
    this.#fetching = this.#fetch().finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    const { fetchKeys, url, now } = this.#options;
    try {
      const answer = await fetchKeys(url);
      this.#keys = readKeys(answer.json);
      this.#freshFromMs = now();
      this.#freshUntilMs = this.#freshFromMs + lifetimeMs(answer);
      this.#hasFailed = false;
    } catch (cause) {
      this.#hasFailed = true;
      throw new KeysUnavailableError("Google's public keys could not be fetched.", { cause });
    }
  }
}

function lifetimeMs({ cacheControl = "" }: KeysAnswer): number {
  const seconds = /(?:^|[\s,])max-age=(\d+)/i.exec(cacheControl)?.[1];
  if (seconds === undefined) return DEFAULT_LIFETIME_MS;
  return Math.min(Math.max(Number(seconds) * 1000, MIN_LIFETIME_MS), MAX_LIFETIME_MS);
}
