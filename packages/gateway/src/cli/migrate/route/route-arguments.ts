import { resolve } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { parseCommandLine } from "../../command/parse-command-line.ts";
import { existingFolder } from "../existing-folder.ts";

/** What the command line asks for. */
export interface RouteArguments {
  /** Absolute paths. */
  readonly folders: readonly string[];
  readonly service: string;
  /** Undefined where each app, and each environment, tells its own. */
  readonly project: string | undefined;
  readonly apiKey: string | undefined;
  readonly region: string;
  readonly functionName: string;
  readonly writes: boolean;
  readonly format: "diff" | "json";
}

/** What `--help` prints. */
export const ROUTE_HELP = `Usage: database-service migrate route <folder...> --service <name> [options]

Moves a service to the gateway where it begins Firestore, and changes nothing else: an app gets the
setting host, and on the full SDK an override of its transport in package.json; a server gets
serviceFirestore in place of its database.
Prints the change as a unified diff, as git apply takes it, and what it leaves, with the reason.

  --service <name>   The service's name: of a server, the claim of its tokens
  --project <id>     The project; without it an app's own (app.options.projectId), and of a server what
                     GCLOUD_PROJECT says
  --api-key <key>    For servers: the project's web API key; without it what FIREBASE_API_KEY says
  --region <region>  Where the gateway runs; us-central1 unless named
  --function <name>  The gateway's function, with its group; database unless named
  --write            Make the change; without it the diff is all
  --json             Print JSON: the diffs, what moves, and what is left
  --help             Print this

Exit code: 0 when all of it goes through the gateway, with the change; 1 when something is left, or
nothing begins Firestore; 2 when the arguments are wrong.
`;

const OPTIONS = {
  service: { type: "string" },
  project: { type: "string" },
  "api-key": { type: "string" },
  region: { type: "string" },
  function: { type: "string" },
  write: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Reads the command line; undefined where it asks for help.
 *
 * @throws MisuseError with a sentence for what is wrong with it, PlainError for a folder that is none
 */
export function readRouteArguments(
  args: readonly string[],
  directory: string,
): RouteArguments | undefined {
  const config = { args: [...args], allowPositionals: true, options: OPTIONS } as const;
  const { values, positionals } = parseCommandLine(config, ROUTE_HELP);
  if (values.help === true) return undefined;
  if (positionals.length === 0) throw new MisuseError("Name at least one folder.");
  const { service = "", project, region = "us-central1", function: functionName } = values;
  return {
    folders: positionals.map((folder) => existingFolder(resolve(directory, folder))),
    service: matching("--service", service, /^[\w.-]+$/),
    project: project && matching("--project", project, /^[a-z0-9:.-]+$/),
    apiKey: values["api-key"] && matching("--api-key", values["api-key"], /^[\w-]+$/),
    region: matching("--region", region, /^[a-z0-9-]+$/),
    functionName: matching("--function", functionName ?? "database", /^[A-Za-z][\w-]*$/),
    writes: values.write === true,
    format: values.json === true ? "json" : "diff",
  };
}

/** What goes into source text has no mark that means something there. */
function matching(option: string, value: string, form: RegExp): string {
  if (form.test(value)) return value;
  throw new MisuseError(`${option} is missing, or is none: ${JSON.stringify(value)}.`);
}
