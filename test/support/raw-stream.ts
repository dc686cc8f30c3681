import type { ListenFrame } from "../../packages/gateway/src/api/listen.ts";
import { idTokenClaims, sign, type TokenClaims } from "../../tools/production/token-issuer.ts";
import { emulators } from "./emulators.ts";

export interface RawStreamOptions {
  readonly targets: readonly object[];
  readonly poll?: true;
  /** Who listens; undefined for nobody. */
  readonly claims?: TokenClaims;
  /** In the place of the token that the claims make. */
  readonly token?: string;
}

/** A stream of live queries as it comes over HTTP. */
export class RawStream {
  readonly response: Response;
  readonly #lines: AsyncIterator<ListenFrame>;
  readonly #abort: AbortController;

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.#lines = framesOf(response);
  }

  static async open(
    { url }: { readonly url: string },
    { targets, poll, claims, token: given }: RawStreamOptions,
  ): Promise<RawStream> {
    const abort = new AbortController();
    const token = given ?? (claims && sign(idTokenClaims(emulators.project, claims)));
    const response = await fetch(url, {
      method: "POST",
      signal: abort.signal,
      headers: {
        "content-type": "application/json",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ data: { targets, ...(poll && { poll }) } }),
    });
    return new RawStream(response, abort);
  }

  /** The next frame that is no ping; undefined after the last. */
  async next(): Promise<ListenFrame | undefined> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) return undefined;
      if (value.kind !== "ping") return value;
    }
  }

  /** The next frame of this kind; those before it are passed over. @throws Error where there is none */
  async until<Kind extends ListenFrame["kind"]>(
    kind: Kind,
  ): Promise<Extract<ListenFrame, { readonly kind: Kind }>> {
    const passed: ListenFrame[] = [];
    for (;;) {
      const frame = await this.next();
      if (frame === undefined)
        throw new Error(`The stream ended before ${kind}, after ${JSON.stringify(passed)}.`);
      passed.push(frame);
      if (frame.kind === kind) return frame as Extract<ListenFrame, { readonly kind: Kind }>;
    }
  }

  /** The client goes. */
  close(): void {
    this.#abort.abort();
  }
}

async function* framesOf(response: Response): AsyncGenerator<ListenFrame, undefined> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk as Uint8Array, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as ListenFrame;
  }
  return undefined;
}
