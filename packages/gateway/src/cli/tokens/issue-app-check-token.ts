import { PlainError } from "../command/plain-error.ts";
import { adminApp } from "./admin-app.ts";

const TTL_MS = 60 * 60_000;

/**
 * An App Check token for an app of the project, good for an hour: of a real project, for whose
 * service account it is made; else one that the emulators take, since they verify none.
 *
 * @param appId as the project's settings have it: `1:1234567890:web:abcdef`
 * @throws PlainError when it can't be signed, or App Check can't be reached or refuses
 * @see https://firebase.google.com/docs/app-check/custom-provider
 */
export async function issueAppCheckToken(appId: string, projectId?: string): Promise<string> {
  if (projectId === undefined) return unsignedAppCheckToken(appId);
  const { getAppCheck } = await import("firebase-admin/app-check");
  try {
    const appCheck = getAppCheck(await adminApp(projectId));
    return (await appCheck.createToken(appId, { ttlMillis: TTL_MS })).token;
  } catch (cause) {
    throw new PlainError(
      `No App Check token could be made for ${appId}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function unsignedAppCheckToken(appId: string): string {
  const parts = [{ alg: "none", typ: "JWT" }, { sub: appId }];
  return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.`;
}
