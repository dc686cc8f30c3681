/** What a token says, as JSON. No token that is longer than 16 KiB is taken. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Who makes a call. Comes from verified tokens only.
 *
 * `admin` and `roles` come from claims and add rights; they never change what the caller is.
 */
export type Caller = {
  readonly admin: boolean;
  readonly roles: readonly string[];
  /** The teams claim, for policies on membership; at most 30. */
  readonly teams: readonly string[];
  /** All claims of the verified token; absent for who has none. Never logged. */
  readonly claims?: Claims;
  /** The App Check app id, where App Check is on. */
  readonly app: string | null;
} & (
  | { readonly kind: "user"; readonly uid: string }
  | { readonly kind: "service"; readonly uid: string; readonly service: string }
  | { readonly kind: "anonymous"; readonly uid: null }
);
