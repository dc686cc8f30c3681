import { Firestore } from "@google-cloud/firestore";
import { doorAuth, type DoorAuthOptions } from "../../packages/client/src/service/door-auth.ts";
import { idTokenClaims, sign, type TokenClaims } from "../../tools/production/token-issuer.ts";
import { emulators } from "./emulators.ts";
import type { GatewayProcess } from "./gateway-process.ts";

/**
 * What serviceFirestore gives a service, before an instance of `database` and with a token of the
 * test's own issuer.
 *
 * @param who the name of a service, or what the token of somebody else says
 */
export function productionFirestore({ url }: GatewayProcess, who: string | TokenClaims): Firestore {
  const said = typeof who === "string" ? { sub: `service:${who}`, service: who } : who;
  const claims = idTokenClaims(emulators.project, said);
  const idToken: DoorAuthOptions["idToken"] = () => Promise.resolve(sign(claims));
  const settings = {
    projectId: emulators.project,
    preferRest: true,
    host: "gateway.invalid",
    ssl: true,
    auth: doorAuth({ url, idToken, appCheckToken: undefined }),
  };
  return new Firestore(settings);
}
