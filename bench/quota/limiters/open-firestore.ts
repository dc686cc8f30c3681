import { Firestore } from "@google-cloud/firestore";
import { PROJECT } from "../../../tools/emulators/start-emulators.ts";

/** Google's own client, as firebase-admin has it. @param host `host:port` */
export function openFirestore(host: string): Firestore {
  // Only Google's machines have a metadata server, which it would look for.
  process.env["METADATA_SERVER_DETECTION"] = "none";
  return new Firestore({ projectId: PROJECT, host, ssl: false });
}
