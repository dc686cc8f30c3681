import { httpsCallable, type Functions } from "firebase/functions";
import type { CallableName } from "../../gateway/src/api/api.ts";
import { CallEnd } from "./call-end.ts";
import { Database } from "./database.ts";
import { withRetries, type RetryOptions } from "./retry.ts";
import type { Send } from "./send.ts";
import { LiveQueries } from "./watch/live-queries.ts";
import { streamDoor } from "./watch/stream-door.ts";
import { ownClock } from "./watch/watch-clock.ts";

export interface ConnectOptions extends Partial<RetryOptions> {
  /**
   * Whether each write carries a requestId, made here unless the request has one, so that it is
   * applied once however often it is sent. Costs one more write each, for its record.
   * @default true
   */
  readonly requestIds?: boolean;
  /** How long one attempt may take, in milliseconds. @default 30,000 */
  readonly timeoutMs?: number;
  /**
   * The function that answers all callables, with the group that it is exported in, as
   * `crm-database`; null where each callable is deployed as a function of its own.
   * @default "database"
   */
  readonly functionName?: string | null;
  /** The function that streams, with the group that it is exported in. @default "listen" */
  readonly listenFunctionName?: string;
  /** The URL of the function that streams. @default as Firebase's client makes it of its name */
  readonly listenUrl?: string;
  /** The database of every call, one that the gateway declares. @default the gateway's first */
  readonly database?: string;
  /**
   * Whether calls of getDocument that are made in one turn are sent as one getDocuments, up to 500
   * of them. Each is answered as if it were alone. @default true
   */
  readonly shareGets?: boolean;
}

/**
 * The gateway, through Firebase's own client, which signs the calls.
 *
 * @example
 * const database = connect(getFunctions(app));
 * await database.createDocument({ collection: "articles", data: { publishedAt: new Date() } });
 */
export function connect(functions: Functions, options: ConnectOptions = {}): Database {
  const { requestIds = true, timeoutMs = 30_000, attempts = 4, maxQuotaWaitMs = 0 } = options;
  const { functionName = "database", database, shareGets = true } = options;
  const { listenFunctionName = "listen", listenUrl } = options;
  const send: Send = async (name, request, { kind, ...call }) => {
    const path = functionName === null ? name : `${functionName}/${name}`;
    const placed =
      database === undefined || OF_NO_DATABASE.has(name) ? request : { database, ...request };
    const isNamed = "requestId" in request && request.requestId !== undefined;
    const named =
      kind === "write" && requestIds && !isNamed
        ? { ...placed, requestId: crypto.randomUUID() }
        : placed;
    const repeatable = kind === "read" || (kind === "write" && "requestId" in named);
    const end = new CallEnd(call);
    const once = async () => {
      const timeout = Math.min(timeoutMs, Math.ceil(end.remainingMs));
      return (await httpsCallable(functions, path, { timeout })(named)).data;
    };
    try {
      return await withRetries(once, { repeatable, end, attempts, maxQuotaWaitMs });
    } finally {
      end.dispose();
    }
  };
  const door = streamDoor(functions, listenFunctionName, listenUrl);
  const live = new LiveQueries({ door, clock: ownClock(), database });
  return new Database(send, { shareGets, live });
}

/** The callables that are of the gateway itself. */
const OF_NO_DATABASE: ReadonlySet<CallableName> = new Set([
  "getQuota",
  "setQuota",
  "clearQuota",
  "listQuotas",
  "getUsage",
]);
