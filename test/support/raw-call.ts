import { emulators } from "./emulators.ts";
import type { GatewayProcess } from "./gateway-process.ts";
import type { Answer } from "./production.ts";
import { idTokenClaims, sign, type TokenClaims } from "../../tools/production/token-issuer.ts";

export type RawAnswer = Answer<unknown> & { readonly status: number };

const tokens = new Map<string, string>();

/**
 * Sends a body to a callable as it stands, which Firebase's own client would never do.
 *
 * @param gateway serves every callable
 * @param claims of the caller's token; undefined for nobody
 * @param body JSON text, or what becomes JSON
 */
export async function postRaw(
  { url }: GatewayProcess,
  claims: TokenClaims | undefined,
  [callable, body]: readonly [callable: string, body: unknown],
): Promise<RawAnswer> {
  const response = await fetch(`${url}${callable}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(claims && { authorization: `Bearer ${tokenOf(claims)}` }),
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as Answer<unknown>) };
}

/** To sign a token takes as long as to answer a call. */
function tokenOf(claims: TokenClaims): string {
  const key = JSON.stringify(claims);
  const token = tokens.get(key) ?? sign(idTokenClaims(emulators.project, claims));
  tokens.set(key, token);
  return token;
}
