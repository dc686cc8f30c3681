import type { z } from "zod";
import { quotaSetting, subject, type window } from "../api/quota.ts";
import type { Query } from "../query/query.ts";
import type { DocumentStore, StoreCall, StoredDocument, Write } from "../documents/store.ts";
import type { Account } from "./lease/account.ts";
import { callerKey } from "../caller/caller-key.ts";
import { COST_CLASSES } from "./cost.ts";
import type { FirestoreQuotaStore } from "./store/firestore-quota-store.ts";
import { keyOfShard, shardsOf } from "./lease/shard.ts";
import { limitsOf, per } from "./limit.ts";

/** Whose quota it is, as setQuota is told. */
export type Subject = z.infer<typeof subject>;
/** What is set for one caller, as setQuota is told. */
export type QuotaSetting = z.infer<typeof quotaSetting>;

export interface QuotaOverride {
  /** As it was named when it was set. */
  readonly caller: Subject;
  /** The id of its record. */
  readonly key: string;
  readonly setting: QuotaSetting;
  /** RFC 3339, UTC. */
  readonly setAt: string;
  /** The admin's name, as getQuota gives it. */
  readonly setBy: string;
}

/** When an account without an override may go: its buckets are full by then, or have been charged again. */
const FORGET_AFTER_MS = 2 * 86_400_000;

const NEW_ACCOUNT = {
  buckets: {},
  leases: {},
  visits: { count: 0, instances: 0, atMs: 0 },
  shards: 1,
  shard: null,
} as const;

/** The form in which they are listed: which of the later fields have been kept up. */
const FORM = 1;

/** Top-level collection that lists them, since accounts have no indexes. */
const COLLECTION = "_quotaOverrides";

/** All of them, in an order that means nothing. */
export const LISTING = {
  collection: COLLECTION,
  orderBy: [{ field: ["__name__"], direction: "asc" }],
} as const satisfies Query;

/** Limits that operators set for single callers, in force on all instances within 10 s. */
export class QuotaOverrides {
  readonly #documents: DocumentStore;
  readonly #store: FirestoreQuotaStore<Account>;

  constructor(documents: DocumentStore, store: FirestoreQuotaStore<Account>) {
    this.#documents = documents;
    this.#store = store;
  }

  /** Sets a caller's own limits, in the place of those set before. @throws RangeError for a window that isn't one. */
  async set(
    caller: Subject,
    setting: QuotaSetting,
    { setAt, setBy, ...call }: StoreCall & Pick<QuotaOverride, "setAt" | "setBy">,
  ): Promise<QuotaOverride> {
    const limits = COST_CLASSES.flatMap((costClass) =>
      limitsOf(costClass, (setting[costClass] ?? []).map(windowOf)),
    );
    const blocked = setting.blocked === true && { blocked: true };
    const text = JSON.stringify(setting);
    const fields = { caller: { ...caller }, setting: text, setAt, setBy, form: FORM };
    const also = [{ kind: "update", path: pathOf(caller), fields } as const];
    await this.#change(caller, { limits, ...blocked }, { ...call, also });
    return { caller, key: keyOf(caller), setting, setAt, setBy };
  }

  /** Lets a caller's tier apply again. @returns Whether there was something to clear. */
  clear(caller: Subject, call: StoreCall): Promise<boolean> {
    return this.#change(caller, null, {
      ...call,
      also: [{ kind: "delete", path: pathOf(caller) }],
    });
  }

  /** A page of them, in no order that means anything. @param after - The last one of the page before. */
  async list(
    page: { readonly limit: number; readonly after?: Subject },
    call: StoreCall,
  ): Promise<readonly QuotaOverride[]> {
    const { limit, after } = page;
    const { documents } = await this.#documents.query(
      {
        ...LISTING,
        limit,
        ...(after && { startAt: { values: [{ $reference: pathOf(after) }], before: false } }),
      },
      call,
    );
    return documents.map((document) => overrideIn(document));
  }

  async #change(
    caller: Subject,
    override: Account["override"],
    call: StoreCall & { readonly also: readonly Write[] },
  ): Promise<boolean> {
    const key = keyOf(caller);
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

  /** Makes a shard ask its account before it leases any more. */
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

/** An override as whatever version has listed it: what is missing or can't be read is left out. */
function overrideIn({ path, data }: StoredDocument): QuotaOverride {
  const key = path.slice(COLLECTION.length + 1);
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

function keyOf(of: Subject): string {
  if ("key" in of) return of.key;
  return callerKey("uid" in of ? { kind: "user", ...of } : { kind: "service", ...of });
}

function pathOf(of: Subject): string {
  return `${COLLECTION}/${keyOf(of)}`;
}
