import { encodeFields } from "../packages/gateway/src/documents/codec.ts";
import { PROJECT } from "../tools/emulators/start-emulators.ts";
import { documentPath, SEEDED, SEEDED_COLLECTIONS } from "./rows.ts";
import { sampleDocument } from "./sample-document.ts";

const ROOT = `projects/${PROJECT}/databases/(default)/documents`;

/**
 * Writes the documents that the calls are for.
 *
 * @param host `host:port` of a Firestore's REST API
 */
export async function seed(host: string): Promise<void> {
  for (const collection of SEEDED_COLLECTIONS) {
    const writes = Array.from({ length: SEEDED }, (_, number) => ({
      update: {
        name: `${ROOT}/${documentPath(collection, number)}`,
        fields: encodeFields(sampleDocument(number), `${ROOT}/`),
      },
    }));
    const response = await fetch(`http://${host}/v1/${ROOT}:commit`, {
      method: "POST",
      headers: { authorization: "Bearer owner", "content-type": "application/json" },
      body: JSON.stringify({ writes }),
    });
    if (!response.ok) throw new Error(await response.text());
  }
}
