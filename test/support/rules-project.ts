import { emulators } from "./emulators.ts";

/** What a client asks of rules, in requests that change nothing. */
export type RulesRequest =
  | { readonly kind: "get"; readonly path: string }
  | { readonly kind: "delete"; readonly path: string }
  /** `parent` is empty for a collection at the top. */
  | { readonly kind: "list"; readonly parent: string; readonly collectionId: string }
  | { readonly kind: "listGroup"; readonly collectionId: string };

/** An empty project of the emulator with rules of its own. */
export class RulesProject {
  readonly #id: string;

  /** @param id starts with `demo-` */
  constructor(id: string) {
    this.#id = id;
  }

  /** @throws Error with what the compiler says */
  async setRules(content: string): Promise<void> {
    const url = `http://${emulators.firestore}/emulator/v1/projects/${this.#id}:securityRules`;
    const body = JSON.stringify({ rules: { files: [{ name: "security.rules", content }] } });
    const response = await fetch(url, { method: "PUT", body });
    if (!response.ok) throw new Error(`${await response.text()}\n${content}`);
  }

  /** Whether the rules allow it. Without a uid nobody is signed in. */
  async allows(request: RulesRequest, uid?: string): Promise<boolean> {
    const root = `http://${emulators.firestore}/v1/projects/${this.#id}/databases/(default)/documents`;
    const { url, ...init } = toFetch(request, root);
    const headers = uid === undefined ? {} : { authorization: `Bearer ${this.#token(uid)}` };
    const { status } = await fetch(url, { ...init, headers });
    return status !== 403;
  }

  #token(uid: string): string {
    const claims = {
      sub: uid,
      user_id: uid,
      aud: this.#id,
      iss: `https://securetoken.google.com/${this.#id}`,
    };
    const [header, payload] = [{ alg: "none" }, { ...claims, iat: 1, exp: 9_999_999_999 }].map(
      (part) => Buffer.from(JSON.stringify(part)).toString("base64url"),
    );
    return `${String(header)}.${String(payload)}.`;
  }
}

function toFetch(request: RulesRequest, root: string): RequestInit & { readonly url: string } {
  if (request.kind === "get") return { url: `${root}/${request.path}` };
  if (request.kind === "delete") return { url: `${root}/${request.path}`, method: "DELETE" };
  const { collectionId, kind } = request;
  const parent = kind === "list" ? request.parent : "";
  const from = [{ collectionId, allDescendants: kind === "listGroup" }];
  return {
    url: `${root}${parent === "" ? "" : `/${parent}`}:runQuery`,
    method: "POST",
    body: JSON.stringify({ structuredQuery: { from } }),
  };
}
