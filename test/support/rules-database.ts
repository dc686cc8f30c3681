import type { Fields } from "../../packages/gateway/src/values/value.ts";
import { restFields } from "./rest-form.ts";
import { documentsUrl, setRules, unsignedIdToken } from "./rules-emulator.ts";

/** Who asks: with the claims of a token, or null without one. */
export type RulesCaller = { readonly uid: string; readonly claims: object } | null;

/** What a client asks of a document, or of a collection at the top. */
export type DatabaseRequest =
  | { readonly kind: "get" | "delete"; readonly path: string }
  | { readonly kind: "create" | "update"; readonly path: string; readonly data: Fields }
  | {
      readonly kind: "list";
      readonly collection: string;
      /** What a field must be equal to. */
      readonly where?: readonly [field: string, value: string | boolean];
    };

type Answer = readonly { readonly document?: { readonly name: string } }[];

/** A database of the emulator with rules of its own, and documents that a test puts there. */
export class RulesDatabase {
  readonly #id: string;

  /** @param id of the project; starts with `demo-` */
  constructor(id: string) {
    this.#id = id;
  }

  /** @throws Error with what the compiler says */
  setRules(content: string): Promise<void> {
    return setRules(this.#id, content);
  }

  /** Puts the document there past the rules; null takes it away. */
  async put(path: string, data: Fields | null): Promise<void> {
    const name = this.#name(path);
    const write = data === null ? { delete: name } : { update: { name, fields: restFields(data) } };
    const { status } = await this.#send(":commit", { writes: [write] }, "owner");
    if (status !== 200) throw new Error(`${path}: ${String(status)}`);
  }

  /** The ids of the documents that answer the request, or of the one that it is about. */
  async ask(request: DatabaseRequest, caller: RulesCaller): Promise<readonly string[] | undefined> {
    const { action, body } = this.#toPost(request);
    const response = await this.#send(
      action,
      body,
      caller && unsignedIdToken(this.#id, caller.uid, caller.claims),
    );
    const answer = (await response.json()) as Answer | object;
    if (response.status === 403) return undefined;
    if (response.status !== 200) throw new Error(JSON.stringify([request, answer]));
    const found: Answer = Array.isArray(answer) ? (answer as Answer) : [];
    return found.flatMap(({ document }) => document?.name.split("/").at(-1) ?? []).toSorted();
  }

  #toPost(request: DatabaseRequest): { readonly action: string; readonly body: object } {
    switch (request.kind) {
      case "get":
        return { action: ":batchGet", body: { documents: [this.#name(request.path)] } };
      case "list": {
        const from = [{ collectionId: request.collection }];
        const where = request.where && equality(...request.where);
        return {
          action: ":runQuery",
          body: { structuredQuery: { from, ...(where && { where }) } },
        };
      }
      case "delete":
        return { action: ":commit", body: { writes: [{ delete: this.#name(request.path) }] } };
      default: {
        const update = { name: this.#name(request.path), fields: restFields(request.data) };
        const currentDocument = { exists: request.kind === "update" };
        return { action: ":commit", body: { writes: [{ update, currentDocument }] } };
      }
    }
  }

  #name(path: string): string {
    return `projects/${this.#id}/databases/(default)/documents/${path}`;
  }

  #send(action: string, body: object, bearer: string | null): Promise<Response> {
    const root = documentsUrl(this.#id);
    const headers: Record<string, string> =
      bearer === null ? {} : { authorization: `Bearer ${bearer}` };
    return fetch(`${root}${action}`, { method: "POST", body: JSON.stringify(body), headers });
  }
}

function equality(fieldPath: string, value: string | boolean): object {
  return {
    fieldFilter: { field: { fieldPath }, op: "EQUAL", value: restFields({ value })["value"] },
  };
}
