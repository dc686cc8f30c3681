import type { Usage } from "../api/api.ts";
import { resolveAlerts, type AlertsDefinition } from "../alerts/alerts-definition.ts";
import { Call } from "../call/call.ts";
import { summarize } from "../call/summarize.ts";
import { uncounted } from "../call/uncounted.ts";
import type { Callable } from "../callables/callable.ts";
import { Registry } from "../collection/registry.ts";
import type { CollectionDefinition } from "../collection/collection.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import type { DocumentStore } from "../documents/store.ts";
import { MAX_BODY_BYTES } from "../door/body-budget.ts";
import { guard } from "../door/guard.ts";
import { parseRequestBody } from "../door/parse-request-body.ts";
import { tooLarge } from "../door/read-body.ts";
import { isStreamed, loggedName, restMethod } from "../firestore-rest/rest-methods.ts";
import { routeOf, type Route } from "../firestore-rest/route.ts";
import { rpcError } from "../firestore-rest/rpc-status.ts";
import { parametersIn, pathIn } from "../firestore-rest/target.ts";
import type { DatabaseDefinition } from "../gateway-options.ts";
import { createGateway, type Gateway } from "../gateway.ts";
import { answer } from "../pipeline/answer.ts";
import { callableMethod } from "../pipeline/callable-method.ts";
import type { Method } from "../pipeline/method.ts";
import { perMinute } from "../quota/limit.ts";
import type { QuotaDefinition } from "../quota/tiers.ts";
import { runUpkeep } from "../upkeep/run-upkeep.ts";
import { listenMethod } from "../streams/listen-method.ts";
import { CallError } from "./call-error.ts";
import type { GatewayError } from "../errors/error.ts";
import { encodeRequest } from "./encode-request.ts";
import { expiredPaths } from "./expired-paths.ts";
import { memoryCaller, tokenOf, type MemoryCaller, type Who } from "./memory-caller.ts";
import { MemoryClock } from "./memory-clock.ts";
import { MemoryDocuments } from "./memory-documents.ts";
import { MemoryStream } from "./memory-stream.ts";
import { MemoryUpstream } from "./memory-upstream.ts";
import { MEMORY_DATABASE, MEMORY_ROOT, type MemoryRest, type RestAnswer } from "./memory-rest.ts";
import { totalOf, UsageLog, type TotalUsage, type UsageLimits } from "./usage-log.ts";

/** What a gateway in memory is made of. */
export interface MemoryGatewayOptions {
  /** Every collection that callers can reach. */
  readonly collections: readonly CollectionDefinition[];
  /** Other databases, by their ids, each with its own collections. @default none */
  readonly databases?: Readonly<Record<string, DatabaseDefinition>>;
  /** How much each caller may do. @default more than any test spends */
  readonly quotas?: QuotaDefinition;
  /**
   * The time in milliseconds since 1970, never going back. @default the time at which the gateway
   * was made, standing still but for a microsecond a call
   */
  readonly now?: () => number;
  /** Whether the gateway stores what calls do, by the minute, for getUsage. @default false */
  readonly usage?: boolean;
  /** When runUpkeep() posts to the webhook that it names. @default never */
  readonly alerts?: AlertsDefinition;
  /** Puts a store of the test's own before the memory, such as one that fails. @default none */
  readonly wrapStore?: (memory: DocumentStore) => DocumentStore;
}

const PLENTY = {
  calls: [perMinute(1_000_000)],
  reads: [perMinute(10_000_000)],
  writes: [perMinute(1_000_000)],
} as const;

const PLENTY_FOR_ALL: QuotaDefinition = {
  tiers: { anonymous: PLENTY, user: PLENTY, service: PLENTY, admin: PLENTY },
};

const ADDRESS = "192.0.2.1";
/** Nothing takes time here: a call that takes so long hangs. */
const DEADLINE_MS = 60_000;
/** By the gateway's clock, each call is a microsecond later than the one before. */
const A_CALL_MS = 0.001;

/**
 * Makes a gateway in this process, before an empty database in memory: for tests of collections,
 * policies, quotas and of what calls cost. A call goes the way of a real one, from the JSON of its
 * request to the JSON of its answer.
 *
 * @example
 * const gateway = memoryGateway({ collections: [notes] });
 * await gateway.documents.set("users/ada/notes/one", { text: "Milk" });
 * const ada = gateway.as({ uid: "ada" });
 * const { document } = await ada.getDocument({ path: "users/ada/notes/one" });
 *
 * @throws Error for definitions that contradict each other
 */
export function memoryGateway(options: MemoryGatewayOptions): MemoryGateway {
  return new MemoryGateway(options);
}

/** A gateway in memory; {@link memoryGateway} makes one. */
export class MemoryGateway {
  /** The documents, past policies, schemas and quotas. */
  readonly documents: MemoryDocuments;
  readonly #gateway: Gateway;
  readonly #store: MemoryStore;
  readonly #stores: ReadonlyMap<string, MemoryStore>;
  readonly #time: MemoryClock;
  readonly #alerts: AlertsDefinition;
  readonly #usage = new UsageLog();

  constructor({
    collections,
    databases = {},
    quotas = PLENTY_FOR_ALL,
    now = standingStill(Date.now()),
    usage = false,
    alerts = {},
    wrapStore = (memory) => memory,
  }: MemoryGatewayOptions) {
    this.#time = new MemoryClock(now);
    const store = new MemoryStore({ now: this.#time.now });
    const others = Object.entries(databases).map(([id, database]) => {
      const other = new MemoryStore({ now: this.#time.now });
      return [id, { collections: new Registry(database.collections), store: other }] as const;
    });
    this.#stores = new Map(others.map(([id, other]) => [id, other.store]));
    this.#alerts = alerts;
    this.#store = store;
    this.documents = new MemoryDocuments(store);
    this.#gateway = createGateway({
      collections: new Registry(collections),
      quotas,
      namespace: "",
      usage,
      store: wrapStore(store),
      databases: new Map(others),
      streams: {
        upstream: (id) => new MemoryUpstream(this.#stores.get(id) ?? store),
        clock: this.#time.listenClock,
      },
      clock: this.#time.clock,
    });
  }

  /**
   * The documents of another database, by its id.
   *
   * @throws RangeError for one that the gateway does not have
   */
  documentsIn(database: string): MemoryDocuments {
    const store = this.#stores.get(database);
    if (store === undefined) throw new RangeError(`There is no database ${database}.`);
    return new MemoryDocuments(store);
  }

  /**
   * The callables, called by a user; null for somebody without a token.
   *
   * @example gateway.as({ uid: "eve", claims: { roles: ["editor"] } })
   */
  as(who: Who | null): MemoryCaller {
    return memoryCaller((callable, request) => this.#call(callable, request, who ?? { uid: null }));
  }

  /**
   * Firestore's own REST API, called by a user; null for somebody without a token.
   *
   * @example await gateway.restAs({ uid: "ada" })("GET", "documents/users/ada/notes/one");
   */
  restAs(who: Who | null): MemoryRest {
    const start = `/v1/projects/${MEMORY_DATABASE.projectId}/databases/${MEMORY_DATABASE.databaseId}/`;
    return async (httpMethod, path, body = {}) => {
      const route = routeOf(httpMethod, start + path);
      if (route === undefined) throw new TypeError(`${path} is no path of Firestore's REST API.`);
      return this.#rest(route, body, who ?? { uid: null });
    };
  }

  /**
   * A stream of live queries, opened by a user; null for somebody without a token.
   *
   * @example gateway.listenAs({ uid: "ada" }, { targets: [{ id: "one", path: "notes/one" }] })
   */
  listenAs(who: Who | null, body: object): MemoryStream {
    const data = () => guard(parse(Buffer.from(JSON.stringify({ data: body }))));
    return new MemoryStream(async (sink) => {
      const method = listenMethod(sink, MEMORY_DATABASE);
      await this.#answer({ method, data, who: who ?? { uid: null } });
    });
  }

  /** The callables, called by a service, whose name policies and quotas know it by. */
  asService(service: string): MemoryCaller {
    return this.as({ uid: `service:${service}`, claims: { service } });
  }

  /** The callables, called by a user with the claim `admin: true`. */
  asAdmin(): MemoryCaller {
    return this.as({ uid: "admin", claims: { admin: true } });
  }

  /** Milliseconds since 1970, by the gateway's clock. */
  get now(): number {
    return Math.floor(this.#time.now());
  }

  /**
   * Lets time pass: quotas refill, caches age, and documents whose `ttl()` has come are deleted
   * (by Firestore, within a day of it).
   *
   * @throws RangeError for less than 0 milliseconds
   */
  async advance(ms: number): Promise<void> {
    this.#time.advance(ms);
    await this.#expire();
  }

  /** Does what the scheduled function does: sums up, by hours and days that are over, what calls did. */
  runUpkeep(): Promise<void> {
    return runUpkeep(this.#gateway, {
      nowMs: this.now,
      call: {},
      alerts: resolveAlerts(this.#alerts),
      source: MEMORY_DATABASE.projectId,
    });
  }

  /** What all calls have cost together, those that failed too. */
  get usage(): TotalUsage {
    return this.#usage.total;
  }

  /**
   * Does some work, and fails if the calls that end meanwhile cost more than the limits together.
   *
   * @example await gateway.expectUsage({ reads: 25 }, () => openHomeScreen(ada));
   *
   * @returns what the work returns
   * @throws Error that says what each callable has cost
   */
  expectUsage<T>(limits: UsageLimits, work: () => Promise<T>): Promise<T> {
    return this.#usage.within(limits, work);
  }

  async #call(callable: Callable, request: unknown, who: Who): Promise<unknown> {
    const body = Buffer.from(JSON.stringify({ data: encodeRequest(request, "request") }));
    const asked = { method: callableMethod(callable), data: () => guard(parse(body)), who };
    const { told } = await this.#answer(asked);
    return JSON.parse(JSON.stringify(told)) as unknown;
  }

  async #rest(route: Route, body: unknown, who: Who): Promise<RestAnswer> {
    const sent: object[] = [];
    const furtherCalls: { readonly usage: Usage }[] = [];
    const name = loggedName(route.method);
    const method = restMethod(route.method, {
      root: MEMORY_ROOT,
      collections: this.#gateway.collections,
      path: () => pathIn(route, MEMORY_ROOT),
      parameters: (names) => parametersIn(route, names),
      send: (elements) => Promise.resolve(sent.push(...elements) > 0),
      answerFurther: async (steps, data) => {
        const further = await this.#answer({ method: { name, ...steps }, data: () => data, who });
        furtherCalls.push(further);
        return further.told;
      },
    });
    const bytes = Buffer.from(JSON.stringify(body));
    const isArray = isStreamed(route.method);
    try {
      const { told, usage } = await this.#answer({ method, data: () => parse(bytes), who });
      const whole = isArray ? [...sent, ...(told as object[])] : told;
      const all = furtherCalls.length === 0 ? usage : totalOf([{ usage }, ...furtherCalls]);
      return { status: 200, body: JSON.parse(JSON.stringify(whole)) as unknown, usage: all };
    } catch (error) {
      if (!(error instanceof CallError) || error.cause !== undefined) throw error;
      const told = rpcError(error);
      return { status: told.error.code, body: isArray ? [told] : told, usage: error.usage };
    }
  }

  /** @throws CallError */
  async #answer({ method, data, who }: Asked): Promise<{ told: unknown; usage: Usage }> {
    await this.advance(A_CALL_MS);
    const call = new Call(method.name, DEADLINE_MS, this.#time.now);
    const { app = null, address = ADDRESS } = who;
    const incoming = { data, auth: tokenOf(who, this.now), app, address };
    try {
      const told = await answer(method, incoming, { gateway: this.#gateway, call });
      this.#record(call);
      return { told, usage: call.usage };
    } catch (thrown) {
      const error = call.fault(thrown);
      this.#record(call, error);
      throw new CallError(error, call.usage, error.reason === "INTERNAL" ? thrown : undefined);
    } finally {
      this.#usage.add(method.name, call.usage);
      call.end();
    }
  }

  #record(call: Call, error?: GatewayError): void {
    if (call.isWithdrawn) return;
    this.#gateway.usage?.record(uncounted(summarize(call, { error }), call.counted), this.now);
  }

  async #expire(): Promise<void> {
    for (const [id, store] of [[undefined, this.#store] as const, ...this.#stores]) {
      const { collections } = this.#gateway.database(id) ?? this.#gateway;
      for (const path of expiredPaths(store.documents, collections, this.now)) {
        await new MemoryDocuments(store).delete(path);
      }
    }
  }
}

function standingStill(ms: number): () => number {
  return () => ms;
}

/** What somebody asks for. */
interface Asked {
  readonly method: Method;
  readonly data: () => unknown;
  readonly who: Who;
}

function parse(body: Uint8Array): unknown {
  if (body.length > MAX_BODY_BYTES) throw tooLarge();
  return parseRequestBody(body);
}
