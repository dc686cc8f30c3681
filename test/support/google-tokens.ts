import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** What Firebase Authentication knows of a user. */
export interface GoogleUser {
  readonly disabled?: boolean;
  /** Seconds since 1970, in decimal digits. */
  readonly validSince?: string;
}

/** A Google that has users and counts the uses of App Check tokens; what it is not, it hands on. */
export class GoogleTokens {
  readonly users = new Map<string, GoogleUser>();
  /** The paths that were asked for, but for keys. */
  readonly asked: string[] = [];
  /** While it is down, it answers nothing of users and of App Check tokens but errors. */
  isDown = false;
  readonly #used = new Set<string>();
  readonly #keyServer: string;
  readonly #server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    void this.#answer(request.url ?? "", request).then((answer) => {
      response.writeHead(answer === undefined ? 503 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? {}));
    });
  });

  private constructor(keyServer: string) {
    this.#keyServer = keyServer;
  }

  static async start(keyServer: string): Promise<GoogleTokens> {
    const google = new GoogleTokens(keyServer);
    await once(google.#server.listen(0, "127.0.0.1"), "listening");
    return google;
  }

  get host(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(url: string, request: NodeJS.ReadableStream): Promise<unknown> {
    if (url.startsWith("/computeMetadata/")) return { access_token: "a", expires_in: 3600 };
    if (!url.includes("projects/")) return (await fetch(`${this.#keyServer}${url}`)).json();
    this.asked.push(url);
    const body = (await json(request as never)) as {
      readonly localId?: readonly [string];
      readonly app_check_token?: string;
    };
    if (this.isDown) return undefined;
    if (url.endsWith("/accounts:lookup")) {
      const user = this.users.get(body.localId?.[0] ?? "");
      return user === undefined ? {} : { users: [user] };
    }
    const { app_check_token: token = "" } = body;
    const alreadyConsumed = this.#used.has(token);
    this.#used.add(token);
    return alreadyConsumed ? { alreadyConsumed } : {};
  }
}
