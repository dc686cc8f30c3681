import type { CallableName, Request, Response } from "../api/api.ts";
import type { VerifiedToken } from "../caller/identify.ts";
import type { Callable } from "../callables/callable.ts";
import * as callables from "../callables/index.ts";

/** Who calls a gateway in memory, as verified tokens would say it. */
export interface Who {
  /** Null for somebody without a token. */
  readonly uid: string | null;
  /** Custom claims, such as `{ roles: ["editor"], teams: ["red"] }`. @default none */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The App Check app id. @default none */
  readonly app?: string;
  /** The client's IP address, by which callers without a token are told apart. @default "192.0.2.1" */
  readonly address?: string;
}

/**
 * The callables, called by one caller. Each takes the request and answers the response that an app
 * would send and get, as JSON, and throws a {@link CallError} where the app would get an error.
 */
export type MemoryCaller = {
  readonly [Name in CallableName]: (request: Request<Name>) => Promise<Response<Name>>;
};

/** Makes the methods of a caller, who calls by `call`. */
export function memoryCaller(
  call: (callable: Callable, request: unknown) => Promise<unknown>,
): MemoryCaller {
  const methods = Object.values(callables).map((callable) => {
    // Each takes its own request alone, and its method no other.
    const any = callable as unknown as Callable;
    return [callable.name, (request: unknown) => call(any, request)] as const;
  });
  return Object.fromEntries(methods) as MemoryCaller;
}

const TOKEN_LIFETIME_SECONDS = 3_600;

/** The token that says who it is, issued now. */
export function tokenOf({ uid, claims }: Who, nowMs: number): VerifiedToken | undefined {
  if (uid === null) return undefined;
  const iat = Math.floor(nowMs / 1_000);
  return { uid, token: { ...claims, iat, exp: iat + TOKEN_LIFETIME_SECONDS } };
}
