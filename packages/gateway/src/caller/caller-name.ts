import type { Caller } from "./caller.ts";

/** The caller's own name for itself, as its token gave it. */
export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case "user":
      return `user:${caller.uid}`;
    case "service":
      return `service:${caller.service}`;
    case "anonymous":
      return "anonymous";
  }
}
