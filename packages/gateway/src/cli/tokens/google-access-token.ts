import { PlainError } from "../command/plain-error.ts";

/**
 * A token for Google's APIs, by application default credentials. Loaded only when used.
 *
 * @throws PlainError with how to have some
 */
export async function googleAccessToken(): Promise<string> {
  const { applicationDefault } = await import("firebase-admin/app");
  try {
    return (await applicationDefault().getAccessToken()).access_token;
  } catch (cause) {
    throw new PlainError(
      `Google can't be asked: ${(cause as Error).message}\n\n  gcloud auth application-default login`,
      { cause },
    );
  }
}
