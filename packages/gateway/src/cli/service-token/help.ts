import { SCRIPT } from "../command/script.ts";

/** What `service-token --help` prints. */
export const HELP = `Prints an ID token with which a service calls the gateway, good for an hour.

  ${SCRIPT} service-token <name>                    of the emulators
  ${SCRIPT} service-token <name> --admin            with the admin claim
  ${SCRIPT} service-token <name> --project <id> --api-key <key>
  npm run --silent database-service -- service-token <name> ... --app-id <id>

For a real project it signs with the service account of GOOGLE_APPLICATION_CREDENTIALS, or
whatever account gcloud's application default credentials may sign as. The web API key stands in
the project's settings.

Where the project enforces App Check, a call needs an App Check token too: --app-id names the app
of the project that it is for. Then both tokens are printed, as the headers that a call sends, and
curl -H @headers.txt takes them from a file.`;
