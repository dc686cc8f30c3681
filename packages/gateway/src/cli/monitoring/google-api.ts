import { PlainError } from "../command/plain-error.ts";

/** A resource of an API, with the name that it gave it. */
export interface NamedResource {
  readonly name: string;
  readonly [member: string]: unknown;
}

export interface GoogleApiOptions {
  /** For example https://monitoring.googleapis.com */
  readonly origin: string;
  /** Of the value of the header Authorization. */
  readonly token: () => Promise<string>;
}

/** One of Google's APIs, as far as resources are listed, made, changed and deleted. */
export class GoogleApi {
  readonly #options: GoogleApiOptions;

  constructor(options: GoogleApiOptions) {
    this.#options = options;
  }

  /** All resources below a path, which the answer has in one member. @throws PlainError */
  async list(path: string, member: string): Promise<readonly NamedResource[]> {
    const all: NamedResource[] = [];
    let pageToken = "";
    do {
      const query = pageToken === "" ? "" : `?pageToken=${encodeURIComponent(pageToken)}`;
      const page = await this.send("GET", `${path}${query}`);
      all.push(...((page[member] ?? []) as readonly NamedResource[]));
      pageToken = (page["nextPageToken"] as string | undefined) ?? "";
    } while (pageToken !== "");
    return all;
  }

  /** @throws PlainError with what the API said */
  async send(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: object,
  ): Promise<NamedResource> {
    const { origin, token } = this.#options;
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        "content-type": "application/json",
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new PlainError(
        `${origin} answers ${String(response.status)} to ${method} ${path}: ${text}`,
      );
    }
    return JSON.parse(text === "" ? "{}" : text) as NamedResource;
  }
}
