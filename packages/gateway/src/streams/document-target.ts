import type { AuthorizedGet } from "../authorize/authorize.ts";
import type { StoredDocument } from "../documents/store.ts";
import { GatewayError } from "../errors/error.ts";
import { forbidden } from "../authorize/forbidden.ts";
import type { TargetWatch } from "../listen/target-watch.ts";
import { holds } from "../policy/holds.ts";
import { knownLookups, namedBy, openLookups } from "../policy/lookups.ts";
import type { RequestPosition } from "../request/request-position.ts";
import type { DocumentForm } from "./document-form.ts";
import type { StreamTarget, TargetContext, TargetNews, ToldSnapshot } from "./stream-target.ts";
import { watchEnded } from "./watch-ended.ts";
import { WatchedLookups } from "./watched-lookups.ts";

export interface AskedTarget<Grant> {
  readonly id: string;
  readonly grant: Grant;
  /** Where it stands in the request. */
  readonly position: RequestPosition;
  /** How its documents are told. */
  readonly form: DocumentForm;
}

/**
 * One document, as long as its policy holds. Who may not get it is told so, alike whether it is
 * there or not: missing is only what its caller might see, whatever it held.
 */
export class DocumentTarget implements StreamTarget {
  readonly id: string;
  readonly operation = "get";
  readonly isUnbounded = false;
  readonly #asked: AskedTarget<AuthorizedGet>;
  readonly #context: TargetContext;
  readonly #lookups: WatchedLookups;
  #watch: TargetWatch | undefined;
  #problem: GatewayError | undefined;
  #isAnnounced = false;
  #document: StoredDocument | null | undefined;
  #readTime = "";
  /** What was told last; undefined before the first snapshot. */
  #told: string | undefined;

  constructor(asked: AskedTarget<AuthorizedGet>, context: TargetContext) {
    this.id = asked.id;
    this.#asked = asked;
    this.#context = context;
    this.#lookups = new WatchedLookups(context.hub);
  }

  get collection(): string {
    return this.#asked.grant.collection;
  }

  get boundTo(): string {
    const { operation, hidden } = this.#asked.grant;
    return JSON.stringify(["document", operation.path, operation.fields, hidden]);
  }

  get pendingBytes(): number {
    return this.#watch?.pendingBytes ?? 0;
  }

  take(): TargetNews | undefined {
    if (!this.#isAnnounced) {
      this.#isAnnounced = true;
      return { kind: "opens", reads: this.#isLoaded ? 0 : 1 };
    }
    const error = this.#problem ?? this.#takeDocument();
    if (error !== undefined) return { kind: "removed", error };
    const document = this.#document;
    if (document === undefined) return undefined;
    const isAllowed = this.#decide(document);
    if (isAllowed instanceof GatewayError) return { kind: "removed", error: isAllowed };
    if (isAllowed === undefined) return undefined;
    if (!isAllowed) {
      const { grant, position } = this.#asked;
      return { kind: "removed", error: forbidden(grant.operation, position) };
    }
    return this.#tell(document);
  }

  open(): void {
    const watch = this.#context.hub.watch(this.#target);
    if (watch instanceof GatewayError) this.#problem = watch;
    else this.#watch = watch;
  }

  takeReads(): number {
    return (this.#watch?.takeReads() ?? 0) + this.#lookups.takeReads();
  }

  close(): void {
    this.#watch?.close();
    this.#lookups.close();
  }

  get #target() {
    return { kind: "document", path: this.#asked.grant.operation.path } as const;
  }

  get #isLoaded(): boolean {
    return this.#context.hub.isLoaded(this.#target);
  }

  #takeDocument(): GatewayError | undefined {
    const update = this.#watch?.take();
    if (update?.kind === "end") return watchEnded(update.end);
    if (update === undefined) return undefined;
    const { changes, readTime } = update.snapshot;
    this.#document = changes[0]?.after ?? null;
    this.#readTime = readTime;
    return undefined;
  }

  /** Undefined while it is not known. */
  #decide(document: StoredDocument | null): boolean | undefined | GatewayError {
    const { condition } = this.#asked.grant;
    const named = namedBy(document, openLookups(condition));
    const paths = [...knownLookups(condition), ...named].map(({ path }) => path);
    const others = this.#lookups.take(paths);
    if (others === undefined || others instanceof GatewayError) return others;
    return holds(condition, document, others);
  }

  #tell(document: StoredDocument | null): TargetNews | undefined {
    const digest = document?.updateTime ?? "missing";
    if (digest === this.#told) return undefined;
    const isFirst = this.#told === undefined;
    this.#told = digest;
    const isResumed = isFirst && this.#context.digestIn(this.boundTo) === digest;
    const told = this.#contentOf(isResumed ? undefined : document);
    const reset = isFirst && !isResumed && { reset: true as const };
    const snapshot = { id: this.id, ...reset, ...told, digest, isResumed };
    return { kind: "snapshot", readTime: this.#readTime, snapshot };
  }

  /** @param document null where it is missing, undefined where nothing is to be told of it */
  #contentOf(document: StoredDocument | null | undefined): DocumentContent {
    const { grant, form } = this.#asked;
    const { operation, hidden } = grant;
    const part = { select: operation.fields, hidden };
    const told = form({ documents: document ? [document] : [], part, readTime: this.#readTime });
    return { ...told, ...(document === null && { removed: [operation.path] }) };
  }
}

type DocumentContent = Omit<ToldSnapshot, "id" | "digest" | "isResumed">;
