import type { CallableName, Response } from "../../api/api.ts";
import type { Tokens } from "../tokens/issue-tokens.ts";
import type { ImportAnswer } from "./answer.ts";
import { postCall } from "./post-call.ts";
import type { TokenSource } from "./token-source.ts";

export interface GatewayClientOptions {
  /** The URL of a callable. */
  readonly url: (name: CallableName) => string;
  readonly tokens: TokenSource;
}

/** Calls the gateway as a service, for as long as it takes. */
export class GatewayClient {
  readonly #options: GatewayClientOptions;

  constructor(options: GatewayClientOptions) {
    this.#options = options;
  }

  /** `data` is the request, as JSON. */
  async call<Name extends CallableName>(
    name: Name,
    data: string,
  ): Promise<ImportAnswer<Response<Name>>> {
    const source = this.#options.tokens;
    const tokens = await source.current();
    const answer = await this.#post(name, data, tokens);
    if (answer.ok || answer.code !== "unauthenticated") return answer;
    await source.refuse(tokens);
    return this.#post(name, data, await source.current());
  }

  async #post<Name extends CallableName>(
    name: Name,
    data: string,
    tokens: Tokens,
  ): Promise<ImportAnswer<Response<Name>>> {
    const { url } = this.#options;
    return (await postCall({ url: url(name), data, tokens })) as ImportAnswer<Response<Name>>;
  }
}
