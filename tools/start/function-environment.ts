import type { Ports } from "../../packages/gateway/src/cli/emulators/emulator-ports.ts";
import { PROJECT } from "../emulators/start-emulators.ts";
import { functionSettings } from "../gateway/function-settings.ts";

/**
 * What the functions emulator gives the functions that it runs: the settings of their folder, and
 * where the other emulators are.
 *
 * @param env what firebase-tools is started with
 */
export function functionEnvironment(env: NodeJS.ProcessEnv, ports: Ports): NodeJS.ProcessEnv {
  return {
    METADATA_SERVER_DETECTION: "none",
    ...env,
    ...functionSettings(),
    GCLOUD_PROJECT: PROJECT,
    GOOGLE_CLOUD_QUOTA_PROJECT: PROJECT,
    FIREBASE_CONFIG: JSON.stringify({ projectId: PROJECT }),
    K_REVISION: "1",
    TZ: "UTC",
    FUNCTIONS_EMULATOR: "true",
    FIREBASE_DEBUG_MODE: "true",
    FIREBASE_DEBUG_FEATURES: JSON.stringify({ skipTokenVerification: true, enableCors: true }),
    FIRESTORE_EMULATOR_HOST: `127.0.0.1:${String(ports.firestore)}`,
    FIREBASE_AUTH_EMULATOR_HOST: `127.0.0.1:${String(ports.auth)}`,
  };
}
