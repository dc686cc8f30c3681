import { resolve } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { parseCommandLine } from "../../command/parse-command-line.ts";

/** What the command line asks for. */
export interface ReplayArguments {
  /** Files with the shadow's lines. */
  readonly files: readonly string[];
  /** Where the gateway's function `database` answers, without a slash at its end. */
  readonly gateway: string;
  readonly project?: string;
  readonly staleMs: number;
  readonly values: boolean;
  readonly format: "text" | "json";
}

/** What `--help` prints. */
export const REPLAY_HELP = `Usage: database-service migrate replay <file...> --gateway <url> [options]

Asks for each read that the shadow reported to differ again, directly and through the gateway, and
says which still differ, by path and field. Nothing is written.

  --gateway <url>   Where the function database answers, as in the SDK's host setting:
                    us-central1-my-project.cloudfunctions.net/database
  --project <id>    Ask this project, in place of the one in the reports
  --stale-ms <n>    The longest cache of the collections, in milliseconds; 0 unless named
  --values          Print the values that differ, and with --json the reads
  --json            Print JSON: how many are alike, and every read
  --help            Print this

Who asks stands in the environment:
  GATEWAY_TOKEN            The ID token that the gateway is asked with; service-token prints one.
                           Without it nobody is signed in
  GATEWAY_APP_CHECK_TOKEN  App Check's token, where the gateway enforces it
  DIRECT_TOKEN             An ID token for the direct reads, which rules then apply to. Without it
                           they are Google's application default credentials', past all rules
  FIRESTORE_EMULATOR_HOST  Asks this emulator directly, as its owner unless DIRECT_TOKEN says else

Exit code: 0 when all reads are answered alike, 1 when one still differs or could not be compared,
2 when the arguments are wrong.
`;

const OPTIONS = {
  gateway: { type: "string" },
  project: { type: "string" },
  "stale-ms": { type: "string" },
  values: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Reads the command line; undefined where it asks for help.
 *
 * @throws MisuseError with a sentence for what is wrong with it
 */
export function readReplayArguments(
  args: readonly string[],
  directory: string,
): ReplayArguments | undefined {
  const config = { args: [...args], options: OPTIONS, allowPositionals: true };
  const { values, positionals } = parseCommandLine(config, REPLAY_HELP);
  if (values.help === true) return undefined;
  if (positionals.length === 0) throw new MisuseError("Name a file with the shadow's lines.");
  const { gateway, project, "stale-ms": staleMs = "0" } = values;
  if (gateway === undefined) throw new MisuseError("Name where the gateway answers by --gateway.");
  if (!/^\d+$/.test(staleMs)) throw new MisuseError(`--stale-ms is no number: ${staleMs}.`);
  return {
    files: positionals.map((file) => resolve(directory, file)),
    gateway: gatewayOrigin(gateway),
    staleMs: Number(staleMs),
    values: values.values === true,
    format: values.json === true ? "json" : "text",
    ...(project !== undefined && { project }),
  };
}

/** @throws MisuseError for what is no URL over HTTP */
function gatewayOrigin(text: string): string {
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `https://${text}`);
  if (url === null) throw new MisuseError(`--gateway is no URL: ${text}.`);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
