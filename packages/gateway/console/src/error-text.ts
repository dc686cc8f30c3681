/** What went wrong, and what to do about it, as far as that is known. */
export function errorText(error: unknown, isOnline = navigator.onLine): string {
  const { code, message, details } = error as {
    readonly code?: string;
    readonly message?: string;
    readonly details?: { readonly reason?: string };
  };
  // Firebase's own form of an answer to bad tokens has no details.
  const reason = code === "functions/unauthenticated" ? "INVALID_CREDENTIALS" : details?.reason;
  if (reason === undefined) {
    // What Firebase's client says of an answer that is none of the gateway's, or of none at all.
    if (code?.startsWith("functions/") === true) return isOnline ? UNREACHED : OFFLINE;
    return isOnline || code !== "auth/network-request-failed"
      ? (message ?? String(error))
      : OFFLINE;
  }
  return `${TOLD[reason] ?? message ?? ""} (${reason})`;
}

const OFFLINE = "This browser has no network.";
const UNREACHED =
  "The gateway can't be reached: either its function database is not deployed, or CORS_ORIGINS does not name this page's address.";

/** What a reason comes of here, where the gateway's own sentence can't say it. */
const TOLD: Readonly<Record<string, string>> = {
  INVALID_CREDENTIALS:
    "The gateway takes this page's tokens for none: sign out and in again; where App Check is enforced, deploy the console with CONSOLE_SITE_KEY.",
  FORBIDDEN: "This account is no admin, or no longer one: sign out and in again.",
};
