/** A token of the gateway's as the SDK keeps it: bytes, in base64. */
export function toSdkToken(token: string): string {
  const base64 = token.replaceAll("-", "+").replaceAll("_", "/");
  return base64.padEnd(Math.ceil(base64.length / 4) * 4, "=");
}

/** The token that the SDK has kept, as the gateway takes it. One of Firestore's own is none to it. */
export function fromSdkToken(token: string): string {
  return token.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
