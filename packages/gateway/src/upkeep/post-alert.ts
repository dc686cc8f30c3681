import type { AlertWebhook } from "../alerts/alerts-definition.ts";
import { alertBody, type AlertChange } from "./alert-body.ts";

/** How long an answer is waited for, in milliseconds. */
const TIMEOUT_MS = 5_000;

/** Where changes are posted, and how. */
export interface AlertReceiver {
  readonly webhook: AlertWebhook;
  /** Whose alerts they are: the project, and the gateway's namespace where it has one. */
  readonly source: string;
  /** What the secret is read from. */
  readonly environment: NodeJS.ProcessEnv;
  /** @default 5000 */
  readonly timeoutMs?: number;
}

/**
 * Posts a change. An answer that is no 2xx is a failure, a redirection too.
 *
 * @throws Error that holds nothing of the address: whoever has it can post
 */
export async function postAlert(receiver: AlertReceiver, change: AlertChange): Promise<void> {
  const { webhook, source, timeoutMs = TIMEOUT_MS } = receiver;
  const { url, routingKey } = addressOf(receiver);
  const status = await statusOf(url, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(alertBody(change, { form: webhook.form, source, routingKey })),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (status < 200 || status > 299) throw new Error(`The webhook answered ${String(status)}.`);
}

async function statusOf(url: URL, request: RequestInit): Promise<number> {
  const { status, body } = await fetch(url, request).catch((error: unknown) => {
    // The message of what is thrown may have the address in it.
    throw new Error(`The webhook can't be reached: ${nameOf(error)}.`);
  });
  await body?.cancel();
  return status;
}

function nameOf(error: unknown): string {
  const { name, cause } = error as Error;
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? code : name;
}

function addressOf({ webhook: { secret, form }, environment }: AlertReceiver) {
  const url = URL.parse((environment[secret] ?? "").trim());
  if (url === null || !isSafe(url, environment)) {
    throw new Error(`The secret ${secret} is no https address without a user's name.`);
  }
  if (form !== "pagerduty") return { url, routingKey: "" };
  const routingKey = url.searchParams.get("routing_key");
  if (routingKey === null) throw new Error(`The address in ${secret} has no routing_key.`);
  url.search = "";
  return { url, routingKey };
}

const LOCAL: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Beside the emulators a receiver on this machine may do without TLS. */
function isSafe({ protocol, hostname, username, password }: URL, environment: NodeJS.ProcessEnv) {
  if (username !== "" || password !== "") return false;
  if (protocol === "https:") return true;
  const isEmulated = Boolean(environment["FIRESTORE_EMULATOR_HOST"]);
  return protocol === "http:" && isEmulated && LOCAL.has(hostname);
}
