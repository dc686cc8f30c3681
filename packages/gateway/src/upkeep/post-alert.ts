import https from "node:https";
import type { AlertWebhook } from "../alerts/alerts-definition.ts";
import { request as requestByHttp } from "../node-http.ts";

const TIMEOUT_MS = 5_000;

/** An alert that begins or ends. */
export interface AlertChange {
  /** The alert's name and what it is about. */
  readonly key: string;
  readonly text: string;
  readonly resolved: boolean;
}

/**
 * Posts a change in the form of who takes it.
 *
 * @throws Error that doesn't name the address: whoever has it can post
 */
export async function postAlert(
  { secret, form }: AlertWebhook,
  change: AlertChange,
): Promise<void> {
  const url = addressIn(process.env[secret], secret);
  const body = JSON.stringify(alertBody(form, change, url.searchParams.get("routing_key") ?? ""));
  if (form === "pagerduty") url.search = "";
  const status = await statusOf(url, body).catch((error: unknown) => {
    const { code, name } = error as NodeJS.ErrnoException;
    throw new Error(`The webhook can't be reached: ${code ?? name}.`);
  });
  if (status < 200 || status > 299) throw new Error(`The webhook answered ${String(status)}.`);
}

/** What is posted. @param routingKey PagerDuty's */
export function alertBody(
  form: AlertWebhook["form"],
  { key, text, resolved }: AlertChange,
  routingKey: string,
): object {
  const summary = `Database Service: ${key}${resolved ? " is over." : `: ${text}`}`;
  if (form === "slack") return { text: summary };
  if (form === "json") return { alert: key, resolved, text: summary };
  const event = { routing_key: routingKey, dedup_key: `database-service ${key}` };
  if (resolved) return { ...event, event_action: "resolve" };
  const payload = { summary, source: "database-service", severity: "error" };
  return { ...event, event_action: "trigger", payload };
}

function addressIn(text: string | undefined, secret: string): URL {
  const url = text === undefined ? null : URL.parse(text.trim());
  const isHttp = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === null || !isHttp) throw new Error(`The secret ${secret} is no address.`);
  return url;
}

function statusOf(url: URL, body: string): Promise<number> {
  const post = url.protocol === "http:" ? requestByHttp : https.request;
  const headers = { "content-type": "application/json" };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    post(url, { method: "POST", headers, signal }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end(body);
  });
}
