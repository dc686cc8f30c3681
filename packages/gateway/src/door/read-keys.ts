import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";

/**
 * Public keys by their names, as Google publishes them: certificates in PEM for ID tokens, a JWKS
 * for App Check. One that can't be read, or that is not for signatures, leaves the others.
 *
 * @throws Error where there is no key
 */
export function readKeys(json: unknown): ReadonlyMap<string, KeyObject> {
  const { keys } = json as { readonly keys?: unknown };
  const named = Array.isArray(keys)
    ? (keys as unknown[]).map(readJwk)
    : Object.entries(json as object).map(([kid, pem]) => [kid, readPem(pem)] as const);
  const found = new Map<string, KeyObject>();
  for (const [kid, key] of named) {
    if (typeof kid === "string" && key !== undefined) found.set(kid, key);
  }
  if (found.size === 0) throw new Error("There is no key in the key server's answer.");
  return found;
}

function readPem(pem: unknown): KeyObject | undefined {
  return typeof pem === "string" ? keyOf(() => createPublicKey(pem)) : undefined;
}

function readJwk(value: unknown): readonly [kid: unknown, key: KeyObject | undefined] {
  const jwk = (value ?? {}) as JsonWebKey;
  const isForSignatures = jwk["use"] === "sig" || jwk["use"] === undefined;
  const read = () => createPublicKey({ key: jwk, format: "jwk" });
  return [jwk["kid"], isForSignatures ? keyOf(read) : undefined];
}

function keyOf(create: () => KeyObject): KeyObject | undefined {
  try {
    return create();
  } catch {
    return undefined;
  }
}
