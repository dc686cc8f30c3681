import { PROJECT } from "./start-emulators.ts";

/**
 * Writes and deletes a document. The first write of a Firestore emulator takes seconds on a busy
 * machine, longer than the gateway lets a call wait for its quota.
 *
 * @param host `host:port` of the Firestore emulator
 */
export async function warmUp(host: string): Promise<void> {
  const database = `projects/${PROJECT}/databases/(default)/documents`;
  const url = `http://${host}/v1/${database}/_warm/up`;
  const headers = { authorization: "Bearer owner", "content-type": "application/json" };
  await fetch(url, { method: "PATCH", headers, body: "{}" });
  await fetch(url, { method: "DELETE", headers });
}
