import { httpsCallable, type Functions } from "firebase/functions";
import { Database } from "./database.ts";
import { withRetries, type RetryOptions } from "./retry.ts";

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
  const { functionName = "database" } = options;
  return new Database(async (name, request, kind) => {
    const path = functionName === null ? name : `${functionName}/${name}`;
    const callable = httpsCallable(functions, path, { timeout: timeoutMs });
    const isNamed = "requestId" in request && request.requestId !== undefined;
    const named =
      kind === "write" && requestIds && !isNamed
        ? { ...request, requestId: crypto.randomUUID() }
        : request;
    const repeatable = kind === "read" || (kind === "write" && "requestId" in named);
    const send = async () => (await callable(named)).data;
    return withRetries(send, repeatable, { attempts, maxQuotaWaitMs });
  });
}
