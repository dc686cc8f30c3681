import { documentsUrl, setRules, unsignedIdToken } from "./rules-emulator.ts";

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
  setRules(content: string): Promise<void> {
    return setRules(this.#id, content);
  }

  /** Whether the rules allow it. Without a uid nobody is signed in. */
  async allows(request: RulesRequest, uid?: string): Promise<boolean> {
    const root = documentsUrl(this.#id);
    const { url, ...init } = toFetch(request, root);
    const headers =
      uid === undefined ? {} : { authorization: `Bearer ${unsignedIdToken(this.#id, uid)}` };
    const { status } = await fetch(url, { ...init, headers });
    return status !== 403;
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
