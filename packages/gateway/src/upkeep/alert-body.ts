import type { AlertWebhook } from "../alerts/alerts-definition.ts";

/** An alert that begins or ends. */
export interface AlertChange {
  /** The alert's name and what it is about. */
  readonly key: string;
  /** What is the case, or no longer is. */
  readonly text: string;
  readonly resolved: boolean;
}

/** What Cloud Monitoring's policies have as errors too. */
const URGENT = /^(faults|serviceRefusals) /;
/** Most characters that PagerDuty takes. */
const MAX_DEDUP_KEY = 255;
const MAX_SUMMARY = 1_024;

/**
 * What is posted of a change, in the form of who takes it.
 *
 * @param source whose alert it is
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * @see https://developer.pagerduty.com/docs/send-alert-event
 */
export function alertBody(
  { key, text, resolved }: AlertChange,
  { form, source, routingKey }: AlertForm,
): object {
  const summary = `${source}: ${key}${resolved ? " is over" : ""}: ${text}`;
  switch (form) {
    case "slack":
      return { text: escapedForSlack(summary) };
    case "json":
      return { source, alert: key, resolved, text };
    case "pagerduty": {
      const event = {
        routing_key: routingKey,
        dedup_key: `${source} ${key}`.slice(0, MAX_DEDUP_KEY),
        event_action: resolved ? "resolve" : "trigger",
      };
      if (resolved) return event;
      const severity = URGENT.test(key) ? "error" : "warning";
      const payload = { summary: summary.slice(0, MAX_SUMMARY), source, severity };
      return { ...event, payload };
    }
  }
}

/** Who is told, and by whom. */
export interface AlertForm {
  readonly form: AlertWebhook["form"];
  readonly source: string;
  /** PagerDuty's. */
  readonly routingKey: string;
}

/** A name in a message can't address anybody. */
function escapedForSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
