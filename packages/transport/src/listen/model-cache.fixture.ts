import type { ListenResponseJson } from "./listen-json.ts";

/** A document as the model has it: a number, which is its version as well. */
export type ModelRow = readonly [name: string, n: number];

/** What of all documents a listener is told. */
export interface ModelQuery {
  /** The name of the document that it is; undefined for a query. */
  readonly document?: string;
  readonly resultOf: (documents: readonly ModelRow[]) => readonly ModelRow[];
}

/** What a listener is told. */
export interface ModelView {
  readonly documents: readonly ModelRow[];
  readonly fromCache: boolean;
}

interface CachedDocument {
  readonly version: string;
  /** Undefined where it is missing. */
  readonly n: number | undefined;
}

/** A target, beyond one stream, and its listener. */
interface ModelTarget {
  readonly query: ModelQuery;
  readonly heard: ModelView[];
  token: string | undefined;
  readonly keys: Set<string>;
  /** Whether its listener takes it for current. */
  isCurrent: boolean;
  limbo: readonly string[];
}

/** A target, as one stream has told it. */
interface StreamedState {
  isAdded: boolean;
  isCurrent: boolean;
  hasNews: boolean;
  readonly added: Set<string>;
  readonly removed: Set<string>;
}

type StreamedChange = Extract<
  ListenResponseJson,
  { readonly targetChange: unknown }
>["targetChange"];

/**
 * How Firebase's SDK computes what its listeners are told: from one cache for all of them, by
 * `WatchChangeAggregator`, `localStoreApplyRemoteEventToLocalCache` and `View` in version 12.19.
 *
 * @see https://github.com/firebase/firebase-js-sdk/tree/main/packages/firestore/src
 */
export class ModelCache {
  readonly #cache = new Map<string, CachedDocument>();
  readonly #targets = new Map<number, ModelTarget>();
  #states = new Map<number, StreamedState>();
  #updates = new Map<string, CachedDocument>();
  /** Of the updates: for which targets. */
  #updated = new Map<string, Set<number>>();
  #readTime = "";

  get targets(): ReadonlyMap<number, Readonly<ModelTarget>> {
    return this.#targets;
  }

  /** The documents of which the SDK asks what has become of them. */
  get limbo(): ReadonlySet<string> {
    return new Set([...this.#targets.values()].flatMap(({ limbo }) => limbo));
  }

  listen(targetId: number, query: ModelQuery): void {
    const [heard, keys] = [[], new Set<string>()];
    const target = { query, heard, token: undefined, keys, isCurrent: false, limbo: [] };
    this.#targets.set(targetId, target);
    this.#states.set(targetId, newState());
  }

  unlisten(targetId: number): void {
    this.#targets.delete(targetId);
    this.#states.delete(targetId);
  }

  /** The stream is over, and another one is to tell of the same targets. */
  reconnect(): void {
    this.#states = new Map([...this.#targets.keys()].map((id) => [id, newState()]));
    this.#updates = new Map();
    this.#updated = new Map();
  }

  take(response: ListenResponseJson): void {
    if ("documentChange" in response) {
      const { document, targetIds } = response.documentChange;
      const { n } = document.fields as { readonly n: { readonly integerValue: string } };
      const cached = { version: document.updateTime, n: Number(n.integerValue) };
      for (const id of targetIds) this.#add(id, document.name, cached);
    } else if ("documentDelete" in response) {
      const { document, readTime, removedTargetIds } = response.documentDelete;
      const missing = { version: readTime, n: undefined };
      for (const id of removedTargetIds) this.#remove(id, document, missing);
    } else if ("documentRemove" in response) {
      const { document, removedTargetIds } = response.documentRemove;
      for (const id of removedTargetIds) this.#remove(id, document);
    } else {
      this.#takeTargetChange(response.targetChange);
    }
  }

  #takeTargetChange(change: StreamedChange): void {
    for (const id of change.targetIds) this.#changeTarget(id, change);
    const { targetChangeType, targetIds, readTime } = change;
    if (targetChangeType !== "NO_CHANGE" || targetIds.length > 0 || readTime === undefined) return;
    if (readTime < this.#readTime) return;
    this.#readTime = readTime;
    this.#raise(readTime);
  }

  #changeTarget(id: number, { targetChangeType, resumeToken, cause }: StreamedChange): void {
    if (cause !== undefined) return this.unlisten(id);
    const [target, state] = [this.#targets.get(id), this.#states.get(id)];
    if (target === undefined || state === undefined) return;
    if (targetChangeType === "ADD") Object.assign(state, { isAdded: true, hasNews: false });
    if (!state.isAdded) return;
    if (targetChangeType === "CURRENT") Object.assign(state, { isCurrent: true, hasNews: true });
    if (targetChangeType === "RESET") {
      this.#states.set(id, { ...newState(), isAdded: true });
      for (const name of target.keys) this.#remove(id, name);
    }
    if (resumeToken === undefined) return;
    state.hasNews = true;
    target.token = resumeToken;
  }

  #add(id: number, name: string, cached: CachedDocument): void {
    const state = this.#states.get(id);
    if (state?.isAdded !== true) return;
    state.hasNews = true;
    state.added.add(name);
    state.removed.delete(name);
    this.#updates.set(name, cached);
    this.#updated.set(name, new Set([...(this.#updated.get(name) ?? []), id]));
  }

  #remove(id: number, name: string, missing?: CachedDocument): void {
    const state = this.#states.get(id);
    if (state?.isAdded !== true) return;
    state.hasNews = true;
    state.added.delete(name);
    if (this.#targets.get(id)?.keys.has(name) === true) state.removed.add(name);
    if (missing !== undefined) this.#updates.set(name, missing);
  }

  #raise(readTime: string): void {
    for (const [id, { query, keys }] of this.#targets) {
      const name = query.document;
      if (name === undefined || this.#states.get(id)?.isCurrent !== true) continue;
      const isThere = keys.has(name) || this.#updated.get(name)?.has(id) === true;
      if (!isThere) this.#remove(id, name, { version: readTime, n: undefined });
    }
    for (const [name, update] of this.#updates) {
      if (update.version > (this.#cache.get(name)?.version ?? "")) this.#cache.set(name, update);
    }
    this.#updates.clear();
    this.#updated.clear();
    for (const [id, target] of this.#targets) this.#show(target, this.#states.get(id));
  }

  #show(target: ModelTarget, state: StreamedState | undefined): void {
    if (state?.isAdded === true && state.hasNews) {
      for (const name of state.added) target.keys.add(name);
      for (const name of state.removed) target.keys.delete(name);
      target.isCurrent = state.isCurrent;
      state.hasNews = false;
      state.added.clear();
      state.removed.clear();
    }
    const cached = [...this.#cache].flatMap(([name, { n }]): ModelRow[] =>
      n === undefined ? [] : [[name, n]],
    );
    const documents = target.query.resultOf(cached);
    const names = documents.map(([name]) => name);
    if (target.isCurrent) target.limbo = names.filter((name) => !target.keys.has(name));
    target.heard.push({ documents, fromCache: !target.isCurrent || target.limbo.length > 0 });
  }
}

function newState(): StreamedState {
  const [added, removed] = [new Set<string>(), new Set<string>()];
  return { isAdded: false, isCurrent: false, hasNews: true, added, removed };
}
