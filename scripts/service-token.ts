import { parseArgs } from "node:util";
import { PlainError } from "./command/plain-error.ts";
import { runCommand } from "./command/run-command.ts";
import { issueToken } from "./gateway/issue-token.ts";
import { serviceIdentity } from "./gateway/sign-in.ts";

const USAGE = `Prints an ID token with which a service calls the gateway, good for an hour.

  npm run service-token -- <name>                    under npm start
  npm run service-token -- <name> --admin            with the admin claim
  npm run service-token -- <name> --project <id> --api-key <key>

For a real project it signs with the service account of GOOGLE_APPLICATION_CREDENTIALS, or
whatever account gcloud's application default credentials may sign as. The web API key stands in
the project's settings.`;

await runCommand(async () => {
  const { name, admin, project } = readArguments();
  console.log(await issueToken(serviceIdentity(name, admin), project));
  return 0;
});

function readArguments() {
  const { values, positionals } = parsed();
  const [name, ...others] = positionals;
  const { admin = false, project, "api-key": apiKey = "" } = values;
  if (name === undefined || others.length > 0) throw new PlainError(USAGE);
  if ((project === undefined) !== (apiKey === "")) {
    throw new PlainError("A real project needs both, --project and --api-key.");
  }
  return { name, admin, project: project === undefined ? undefined : { id: project, apiKey } };
}

function parsed() {
  try {
    return parseArgs({
      options: {
        admin: { type: "boolean" },
        project: { type: "string" },
        "api-key": { type: "string" },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new PlainError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}
