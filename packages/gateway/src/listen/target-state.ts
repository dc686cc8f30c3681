import { memoryBytes } from "../cache/memory-bytes.ts";
import type { Root } from "../documents/codec.ts";
import type { StoredDocument } from "../documents/store.ts";
import { isUsable, mayContain } from "./bloom-filter.ts";
import type {
  ExistenceFilterResponse,
  ListenResponse,
  TargetChangeResponse,
} from "./listen-response.ts";
import type { ResultChange, ResultSnapshot } from "./result-change.ts";

/** What a target is listened to again with, so that only what has changed since is sent. */
export interface Resumption {
  readonly token: Uint8Array;
  /** How many documents the kept result holds. */
  readonly count: number;
}

/** A document, and what it takes of memory in bytes. */
interface Held {
  readonly document: StoredDocument;
  readonly bytes: number;
}

/**
 * The result of one target, kept from Firestore's responses. What they say is put aside until
 * Firestore says that it is consistent: by NO_CHANGE without target ids, after CURRENT, at a read
 * time that is not before the last one. Only then it becomes the kept result, and its difference
 * from the last one a snapshot. So the whole result sent again, as after RESET, shows as what has
 * changed in it, and as nothing where nothing has.
 */
export class TargetState {
  readonly #root: Root;
  readonly #kept = new Map<string, Held>();
  #keptBytes = 0;
  /** What was sent since the last snapshot; null for a document that is gone. */
  #pending = new Map<string, Held | null>();
  #pendingBytes = 0;
  /** Whether the next result is what is pending alone, and not what is kept changed by it. */
  #isReset = false;
  #isCurrent = false;
  #pendingToken: Uint8Array | undefined;
  #token: Uint8Array | undefined;
  #readTime: string | undefined;

  /** @param root the name of all documents' root, below which the documents are */
  constructor(root: Root) {
    this.#root = root;
  }

  /** The time as of which the result is; undefined before the first snapshot. */
  get readTime(): string | undefined {
    return this.#readTime;
  }

  /** How many documents the last snapshot has. */
  get count(): number {
    return this.#kept.size;
  }

  /** What the result takes of memory, with what waits for the next snapshot, in bytes. */
  get bytes(): number {
    return this.#keptBytes + this.#pendingBytes;
  }

  /** Whether Firestore has sent all of the result since the target was last listened to. */
  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  /** Undefined where the target has to be listened to from its beginning. */
  get resumption(): Resumption | undefined {
    return this.#token && { token: this.#token, count: this.#kept.size };
  }

  /** The documents of the last snapshot, in no order. */
  *documents(): Generator<StoredDocument> {
    for (const { document } of this.#kept.values()) yield document;
  }

  /** The target is listened to anew: what was sent since the last snapshot will be sent again. */
  restart(): void {
    this.#dropPending();
    this.#isReset = this.#token === undefined;
    this.#isCurrent = false;
    this.#pendingToken = undefined;
  }

  /** The target will be listened to from its beginning, since its token is not taken. */
  forgetToken(): void {
    this.#token = undefined;
  }

  /**
   * Takes a response that concerns the target, as its number of this id.
   *
   * @returns a snapshot, where there is a new one; "mismatch" where what was sent doesn't add up, so
   * that the target has to be listened to from its beginning
   */
  apply(response: ListenResponse, targetId: number): ResultSnapshot | "mismatch" | undefined {
    switch (response.kind) {
      case "target":
        return this.#applyTargetChange(response);
      case "filter":
        return this.#fits(response) ? undefined : "mismatch";
      case "change":
        if (response.targetIds.includes(targetId)) this.#put(response.document);
        else this.#remove(response.document.path);
        return undefined;
      case "delete":
      case "remove":
        this.#remove(response.path);
        return undefined;
    }
  }

  #applyTargetChange(response: TargetChangeResponse): ResultSnapshot | undefined {
    const { change, targetIds, resumeToken, readTime } = response;
    if (change === "RESET") {
      this.#dropPending();
      this.#isReset = true;
      this.#isCurrent = false;
    }
    if (change === "CURRENT") this.#isCurrent = true;
    if (resumeToken !== undefined) this.#pendingToken = resumeToken;
    const isConsistent = change === "NO_CHANGE" && targetIds.length === 0 && this.#isCurrent;
    if (!isConsistent || readTime === undefined) return undefined;
    return readTime < (this.#readTime ?? "") ? undefined : this.#raise(readTime);
  }

  #raise(readTime: string): ResultSnapshot | undefined {
    const isFirst = this.#readTime === undefined;
    const changes = this.#changes();
    for (const { path, after } of changes) this.#keep(path, after && this.#pending.get(path));
    this.#readTime = readTime;
    this.#token = this.#pendingToken ?? this.#token;
    this.#pendingToken = undefined;
    this.#dropPending();
    this.#isReset = false;
    return isFirst || changes.length > 0 ? { readTime, changes } : undefined;
  }

  #changes(): readonly ResultChange[] {
    const changes: ResultChange[] = [];
    for (const path of this.#isReset ? this.#kept.keys() : []) {
      if (!this.#pending.has(path)) changes.push(this.#changeOf(path, null));
    }
    for (const [path, held] of this.#pending) changes.push(this.#changeOf(path, held));
    return changes.filter(({ before, after }) => before !== after?.updateTime);
  }

  #changeOf(path: string, held: Held | null): ResultChange {
    const before = this.#kept.get(path)?.document.updateTime;
    return { path, before, after: held?.document };
  }

  #keep(path: string, held: Held | null | undefined): void {
    this.#keptBytes -= this.#kept.get(path)?.bytes ?? 0;
    if (held) this.#kept.set(path, held);
    else this.#kept.delete(path);
    this.#keptBytes += held?.bytes ?? 0;
  }

  #put(document: StoredDocument): void {
    const { path, updateTime } = document;
    const kept = this.#kept.get(path);
    const isKept = kept?.document.updateTime === updateTime;
    this.#setPending(path, isKept ? kept : { document, bytes: memoryBytes(document) });
  }

  #remove(path: string): void {
    this.#setPending(path, null);
  }

  #setPending(path: string, held: Held | null): void {
    this.#pendingBytes +=
      this.#addedBytes(path, held) - this.#addedBytes(path, this.#pending.get(path));
    this.#pending.set(path, held);
  }

  /** What is kept already takes no more memory. */
  #addedBytes(path: string, held: Held | null | undefined): number {
    return held && held !== this.#kept.get(path) ? held.bytes : 0;
  }

  #dropPending(): void {
    this.#pending = new Map();
    this.#pendingBytes = 0;
  }

  /**
   * Whether the next result has as many documents as Firestore says; what it must have lost, by
   * what Firestore says of the names, is lost first.
   */
  #fits({ count, names }: ExistenceFilterResponse): boolean {
    if (this.#nextPaths().length === count) return true;
    if (count === 0 || (names !== undefined && isUsable(names))) {
      for (const path of this.#nextPaths()) {
        const isLost = count === 0 || !names || !mayContain(names, this.#root + path);
        if (isLost) this.#remove(path);
      }
    }
    return this.#nextPaths().length === count;
  }

  /** The documents that the next result would have. */
  #nextPaths(): readonly string[] {
    const kept = this.#isReset ? [] : [...this.#kept.keys()];
    const put = [...this.#pending].flatMap(([path, held]) => (held === null ? [] : [path]));
    return [...kept.filter((path) => !this.#pending.has(path)), ...put];
  }
}
