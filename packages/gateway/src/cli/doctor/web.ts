/** What a server answered; 0 where there was no answer, and why. */
export interface WebAnswer {
  readonly status: number;
  /** JSON; undefined where it is none. */
  readonly body: unknown;
  /** The server's clock, in milliseconds since 1970. */
  readonly dateMs?: number;
  readonly problem?: string;
}

/** One request by HTTP. */
export interface WebRequest {
  readonly url: string;
  /** JSON, by POST. @default a GET */
  readonly body?: object;
  /** As whom: the project's owner, or nobody. */
  readonly as: "owner" | "nobody";
}

/** Sends a request; what goes wrong is in the answer. */
export type Web = (request: WebRequest) => Promise<WebAnswer>;

const TIMEOUT_MS = 20_000;

/**
 * Requests over the network.
 *
 * @param token the owner's access token
 * @param place where a URL is really asked @default there
 */
export function openWeb(token: string, place: (url: string) => string = (url) => url): Web {
  return async ({ url, body, as }) => {
    const headers = {
      "Content-Type": "application/json",
      ...(as === "owner" && { Authorization: `Bearer ${token}` }),
    };
    try {
      const response = await fetch(place(url), {
        headers,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body && { method: "POST", body: JSON.stringify(body) }),
      });
      const date = response.headers.get("date");
      return {
        status: response.status,
        body: parsed(await response.text()),
        ...(date !== null && { dateMs: Date.parse(date) }),
      };
    } catch (error) {
      return { status: 0, body: undefined, problem: (error as Error).message };
    }
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a server refused, in its words. */
export function reasonIn({ status, body, problem }: WebAnswer): string {
  const { error } = (body ?? {}) as { readonly error?: { readonly message?: string } };
  return problem ?? error?.message ?? `HTTP ${String(status)}`;
}
