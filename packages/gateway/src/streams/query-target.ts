import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import { isOwn } from "../documents/is-own.ts";
import { GatewayError } from "../errors/error.ts";
import type { DescribedQuery } from "../indexes/described-query.ts";
import type { ListenTarget } from "../listen/listen-connection.ts";
import { targetKey } from "../listen/target-key.ts";
import type { TargetWatch } from "../listen/target-watch.ts";
import type { WatchedSnapshot } from "../listen/pending-changes.ts";
import { knownLookups } from "../policy/lookups.ts";
import { wholeOrder } from "../query/whole-order.ts";
import type { Query } from "../query/query.ts";
import { addedFilter } from "./added-filter.ts";
import type { ToldPart } from "./document-form.ts";
import type { AskedTarget } from "./document-target.ts";
import type { StreamTarget, TargetContext, TargetNews, ToldSnapshot } from "./stream-target.ts";
import { watchEnded } from "./watch-ended.ts";
import { WatchedLookups } from "./watched-lookups.ts";

export interface AskedQuery extends AskedTarget<AuthorizedList | PendingList> {
  /** The query that must be listened to as it is; undefined where the policy may add to it. */
  readonly exact: Query | undefined;
  /** Whether the query reads from its end, so that its documents are told in the other order. */
  readonly isFromEnd: boolean;
}

/** What is listened to for a query now. */
interface Effective {
  readonly grant: AuthorizedList;
  readonly key: string;
}

/** The documents of a query, as its policy makes it of the documents that decide membership. */
export class QueryTarget implements StreamTarget {
  readonly id: string;
  readonly operation = "list";
  readonly #asked: AskedQuery;
  readonly #context: TargetContext;
  readonly #lookups: WatchedLookups;
  #effective: Effective | undefined;
  #watch: TargetWatch | undefined;
  #problem: GatewayError | undefined;
  /** Reads of what is watched no more. */
  #reads = 0;
  #hasToldOrder = false;

  constructor(asked: AskedQuery, context: TargetContext) {
    this.id = asked.id;
    this.#asked = asked;
    this.#context = context;
    this.#lookups = new WatchedLookups(context.hub);
  }

  get collection(): string {
    return this.#asked.grant.collection;
  }

  get described(): DescribedQuery | undefined {
    return this.#effective?.grant.described;
  }

  get boundTo(): string {
    const { key, grant } = this.#effective ?? {};
    return JSON.stringify(["query", key, grant?.hidden, grant?.operation.query.select]);
  }

  get isUnbounded(): boolean {
    return !this.#hasToldOrder && this.#asked.grant.operation.query.limit === undefined;
  }

  get pendingBytes(): number {
    return this.#watch?.pendingBytes ?? 0;
  }

  take(): TargetNews | undefined {
    const effective = this.#settle();
    if (effective === undefined) return undefined;
    const error = effective instanceof GatewayError ? effective : this.#problem;
    if (error !== undefined) return { kind: "removed", error };
    const { grant, key } = effective as Effective;
    if (key !== this.#effective?.key) {
      this.#leave();
      this.#effective = { grant, key };
      const target = targetOf(grant);
      const { limit = 1 } = grant.operation.query;
      return { kind: "opens", reads: this.#context.hub.isLoaded(target) ? 0 : limit };
    }
    const update = this.#watch?.take();
    if (update === undefined) return undefined;
    if (update.kind === "end") return { kind: "removed", error: watchEnded(update.end) };
    return this.#tell(update.snapshot, this.#watch?.digest ?? "");
  }

  open(): void {
    if (this.#effective === undefined) return;
    const watch = this.#context.hub.watch(targetOf(this.#effective.grant));
    if (watch instanceof GatewayError) this.#problem = watch;
    else this.#watch = watch;
  }

  takeReads(): number {
    const reads = this.#reads + (this.#watch?.takeReads() ?? 0) + this.#lookups.takeReads();
    this.#reads = 0;
    return reads;
  }

  close(): void {
    this.#leave();
    this.#lookups.close();
  }

  #leave(): void {
    this.#reads += this.#watch?.takeReads() ?? 0;
    this.#watch?.close();
    this.#watch = undefined;
  }

  /** What is to be listened to; undefined while that is not known. */
  #settle(): Effective | undefined | GatewayError {
    const { grant } = this.#asked;
    if (!("settle" in grant)) return this.#effective ?? this.#effectiveOf(grant);
    const others = this.#lookups.take(knownLookups(grant.condition).map(({ path }) => path));
    if (others === undefined || others instanceof GatewayError) return others;
    try {
      const settled = grant.settle(others);
      return settled instanceof GatewayError ? settled : this.#effectiveOf(settled);
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  }

  #effectiveOf(grant: AuthorizedList): Effective | GatewayError {
    const { exact } = this.#asked;
    const conflict = exact && addedFilter(exact, grant.operation.query);
    return conflict ?? { grant, key: targetKey(targetOf(grant)) };
  }

  #tell({ changes, isReset, readTime }: WatchedSnapshot, digest: string): TargetNews {
    const isFirst = !this.#hasToldOrder;
    const isResumed = isFirst && this.#context.digestIn(this.boundTo) === digest;
    // A collection group reaches below the top-level collections that no definition is for.
    const declared = changes.filter(({ path }) => !isOwn(path));
    const documents = isResumed ? [] : declared.flatMap(({ after }) => after ?? []);
    const removed = isReset ? [] : declared.flatMap(({ path, after }) => (after ? [] : path));
    const snapshot: ToldSnapshot = {
      id: this.id,
      ...(isReset && !isResumed && { reset: true }),
      ...this.#asked.form({ documents, part: this.#part, readTime }),
      ...(removed.length > 0 && { removed }),
      ...(isFirst && { orderBy: this.#orderBy() }),
      digest,
      isResumed,
    };
    this.#hasToldOrder = true;
    return { kind: "snapshot", readTime, snapshot };
  }

  get #part(): ToldPart {
    const { grant } = this.#effective ?? {};
    if (grant === undefined) return { select: undefined, hidden: [] };
    const { hidden, operation } = grant;
    return { select: operation.query.select, hidden, orderBy: wholeOrder(operation.query) };
  }

  #orderBy(): NonNullable<ToldSnapshot["orderBy"]> {
    const query = this.#effective?.grant.operation.query;
    if (query === undefined) return [];
    const { isFromEnd } = this.#asked;
    return wholeOrder(query).map(({ field, direction }) => [
      field,
      (direction === "asc") === isFromEnd ? "desc" : "asc",
    ]);
  }
}

/** Whole documents are listened to, whatever each caller is told of them. */
function targetOf({ operation }: AuthorizedList): ListenTarget {
  const { select: _, ...query } = operation.query;
  return { kind: "query", query };
}
