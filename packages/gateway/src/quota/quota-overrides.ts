import type * as z from "zod";
import { quotaSetting, subject, type window } from "../api/quota.ts";
import type { Query } from "../query/query.ts";
import type { DocumentStore, StoreCall, StoredDocument, Write } from "../documents/store.ts";
import type { Account } from "./lease/account.ts";
import { callerKey } from "../caller/caller-key.ts";
import { COST_CLASSES } from "./cost.ts";
import type { FirestoreQuotaStore } from "./store/firestore-quota-store.ts";
import { keyOfShard, shardsOf } from "./lease/shard.ts";
import { limitsOf, per } from "./limit.ts";

/** The caller whose quota is set, as setQuota takes it. */
export type Subject = z.infer<typeof subject>;
/** The limits that are set for one caller, as setQuota takes them. */
export type QuotaSetting = z.infer<typeof quotaSetting>;

/** The limits that an operator has set for one caller. */
export interface QuotaOverride {
  /** The caller as it was named when they were set. */
  readonly caller: Subject;
  /** The id of its record. */
  readonly key: string;
  readonly setting: QuotaSetting;
  /** When they were set: RFC 3339, UTC. */
  readonly setAt: string;
  /** The admin's name, as getQuota gives it. */
  readonly setBy: string;
}

/** What a command is done with: `also` is written with what it changes, and not where that is nothing. @default nothing */
type CommandCall = StoreCall & { readonly also?: readonly Write[] };

/** An account whose override was cleared may be deleted after this time, in milliseconds: by then its buckets are full, or it was charged again. */
const FORGET_AFTER_MS = 2 * 86_400_000;

const NEW_ACCOUNT = {
  buckets: {},
  leases: {},
  visits: { count: 0, instances: 0, atMs: 0 },
  shards: 1,
  shard: null,
} as const;

/** The version of the form in which overrides are listed. */
const FORM = 1;

/** The limits that operators set for single callers, which apply on all instances within 10 s. */
export class QuotaOverrides {
  readonly #documents: DocumentStore;
  readonly #store: FirestoreQuotaStore<Account>;

  /** The top-level collection that lists overrides, as accounts have no indexes. */
  readonly collection: string;
  /** The query for all overrides, in an order that has no meaning. */
  readonly listing: Query;

  constructor(documents: DocumentStore, store: FirestoreQuotaStore<Account>, collection: string) {
    this.#documents = documents;
    this.#store = store;
    this.collection = collection;
    this.listing = { collection, orderBy: [{ field: ["__name__"], direction: "asc" }] };
  }

  /** Where the override of a caller is, by the key of its record. */
  pathOf(key: string): string {
    return `${this.collection}/${key}`;
  }

  /** Sets a caller's limits, and replaces those set before. @throws RangeError for an invalid window. */
  async set(
    caller: Subject,
    setting: QuotaSetting,
    { setAt, setBy, also = [], ...call }: CommandCall & Pick<QuotaOverride, "setAt" | "setBy">,
  ): Promise<QuotaOverride> {
    const limits = COST_CLASSES.flatMap((costClass) =>
      limitsOf(costClass, (setting[costClass] ?? []).map(windowOf)),
    );
    const blocked = setting.blocked === true && { blocked: true };
    const text = JSON.stringify(setting);
    const fields = { caller: { ...caller }, setting: text, setAt, setBy, form: FORM };
    const key = subjectKey(caller);
    const listed = { kind: "update", path: this.pathOf(key), fields } as const;
    await this.#change(key, { limits, ...blocked }, { ...call, also: [listed, ...also] });
    return { caller, key, setting, setAt, setBy };
  }

  /** Lets a caller's tier apply again. @returns Whether there was something to clear. */
  clear(caller: Subject, { also = [], ...call }: CommandCall): Promise<boolean> {
    const key = subjectKey(caller);
    const unlisted = { kind: "delete", path: this.pathOf(key) } as const;
    return this.#change(key, null, { ...call, also: [unlisted, ...also] });
  }

  /** A page of overrides, in an order that has no meaning. @param page - `after`: the last caller of the page before. */
  async list(
    page: { readonly limit: number; readonly after?: Subject },
    call: StoreCall,
  ): Promise<readonly QuotaOverride[]> {
    const { limit, after } = page;
    const startAt = after && {
      values: [{ $reference: this.pathOf(subjectKey(after)) }],
      before: false,
    };
    const query = { ...this.listing, limit, ...(startAt && { startAt }) };
    const { documents } = await this.#documents.query(query, call);
    return documents.map((document) => overrideIn(document));
  }

  async #change(
    key: string,
    override: Account["override"],
    call: Required<Pick<CommandCall, "also">> & StoreCall,
  ): Promise<boolean> {
    const { result, snapshots } = await this.#store.update(
      [key],
      ([account], { nowMs }) => {
        const before = account?.override ?? null;
        if (before === null && override === null) return { result: false, writes: [] };
        const expiresAtMs = override === null ? nowMs + FORGET_AFTER_MS : null;
        const changed = { ...(account ?? NEW_ACCOUNT), override, expiresAtMs };
        return { result: before !== null, writes: [changed] };
      },
      call,
    );
    const account = snapshots[0]?.state;
    const shards = account === undefined ? [] : shardsOf(account);
    await Promise.all(shards.map((index) => this.#revoke(keyOfShard(key, index), call)));
    return result;
  }

  /** Makes a shard ask its account before it leases again. */
  async #revoke(key: string, { signal, meter }: StoreCall): Promise<void> {
    const revoked = (shard: Account | undefined) =>
      shard?.shard && { ...shard, shard: { ...shard.shard, isRevoked: true } };
    await this.#store.update(
      [key],
      ([shard]) => ({ result: 0, writes: [revoked(shard) ?? undefined] }),
      {
        ...(signal && { signal }),
        ...(meter && { meter }),
      },
    );
  }
}

function windowOf({ per: unit, amount, burst }: z.infer<typeof window>) {
  return per(unit, amount, burst === undefined ? {} : { burst });
}

/** An override as any version has listed it; what is missing or can't be read is left out. */
function overrideIn({ path, data }: StoredDocument): QuotaOverride {
  const key = path.slice(path.indexOf("/") + 1);
  const caller = subject.safeParse(data["caller"]);
  const { setAt, setBy } = data;
  return {
    caller: caller.success ? caller.data : { key },
    key,
    setting: settingIn(data["setting"]),
    setAt: typeof setAt === "string" ? setAt : UNKNOWN_TIME,
    setBy: typeof setBy === "string" ? setBy : "unknown",
  };
}

const SETTING: ReadonlySet<string> = new Set([...COST_CLASSES, "blocked"]);
const UNKNOWN_TIME = "1970-01-01T00:00:00.000Z";

function settingIn(stored: unknown): QuotaSetting {
  try {
    const fields = Object.entries(JSON.parse(String(stored)) as object);
    return quotaSetting.parse(Object.fromEntries(fields.filter(([name]) => SETTING.has(name))));
  } catch {
    return {};
  }
}

/** The caller's key, by which its records and the log know it. */
export function subjectKey(caller: Subject): string {
  if ("key" in caller) return caller.key;
  return callerKey("uid" in caller ? { kind: "user", ...caller } : { kind: "service", ...caller });
}

/** Whether a stored override blocks its caller. */
export function isBlocking(data: StoredDocument["data"]): boolean {
  return settingIn(data["setting"]).blocked === true;
}
