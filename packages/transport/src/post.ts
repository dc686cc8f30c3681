/** What was answered to a request. */
export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/**
 * Sends a request of the protocol, with its tokens in headers alone: no cookie goes along.
 *
 * @throws Error where no answer came, or not all of it
 */
export async function post(url: string, options: PostOptions): Promise<PostAnswer> {
  const response = await fetch(url, { method: "POST", credentials: "omit", ...options });
  return { status: response.status, text: await response.text() };
}

/** A body in JSON, or undefined where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
