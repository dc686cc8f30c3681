import { LRUCache } from "lru-cache";
import type { PostJson } from "./post-json.ts";

/** How long what is known of an account is taken for true. */
const MAX_AGE_MS = 60_000;
const MAX_ACCOUNTS = 10_000;

/** What Firebase Authentication knows of an account, as far as it decides about tokens. */
export interface UserAccount {
  readonly disabled: boolean;
  /** Tokens of whoever signed in before are revoked; in seconds since 1970. */
  readonly validSinceSeconds: number;
}

/** Whose account. */
export interface AccountName {
  readonly uid: string;
  /** The tenant of Identity Platform; undefined for an account of the project itself. */
  readonly tenant: string | undefined;
}

export interface AccountsOptions {
  /** The project in Firebase Authentication: `https://identitytoolkit.googleapis.com/v1/projects/shop`. */
  readonly project: string;
  readonly post: PostJson;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonic: () => number;
}

/** The accounts of a project, each remembered for a minute; who ask at the same time share a look. */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #known: LRUCache<string, Promise<UserAccount | undefined>>;

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.#known = new LRUCache({
      max: MAX_ACCOUNTS,
      ttl: MAX_AGE_MS,
      ttlResolution: 0,
      perf: { now: options.monotonic },
    });
  }

  /** @returns undefined where there is none @throws Error where it can't be looked up */
  find(name: AccountName): Promise<UserAccount | undefined> {
    const key = JSON.stringify([name.tenant, name.uid]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const looking = this.#look(name);
    this.#known.set(key, looking);
    looking.catch(() => this.#known.delete(key));
    return looking;
  }

  /** @see https://cloud.google.com/identity-platform/docs/reference/rest/v1/projects.accounts/lookup */
  async #look({ uid, tenant }: AccountName): Promise<UserAccount | undefined> {
    const { project, post } = this.#options;
    const below = tenant === undefined ? "" : `/tenants/${encodeURIComponent(tenant)}`;
    const answer = await post(`${project}${below}/accounts:lookup`, { localId: [uid] });
    const { users = [] } = answer as { readonly users?: readonly JsonAccount[] };
    const [user] = users;
    if (user === undefined) return undefined;
    return { disabled: user.disabled === true, validSinceSeconds: Number(user.validSince ?? 0) };
  }
}

interface JsonAccount {
  readonly disabled?: boolean;
  /** Seconds since 1970, in decimal digits. */
  readonly validSince?: string;
}
