import type { ChannelOptions } from "../channel/stream-channel.ts";

/** Tells queues apart: the SDK has one for each user of a database. */
export function queueKey({ urls, database, headers }: Omit<ChannelOptions, "events">): string {
  return JSON.stringify([urls.database, database, uidIn(headers["authorization"])]);
}

/** The uid in an ID token, unverified; "" where there is none. */
export function uidIn(authorization = ""): string {
  try {
    const [, claims = ""] = authorization.split(".");
    const text = atob(claims.replaceAll("-", "+").replaceAll("_", "/"));
    const { sub } = JSON.parse(text) as { readonly sub?: unknown };
    return typeof sub === "string" ? sub : "";
  } catch {
    return "";
  }
}
