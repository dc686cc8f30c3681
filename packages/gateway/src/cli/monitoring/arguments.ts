import { MisuseError } from "../command/misuse-error.ts";
import { parseCommandLine } from "../command/parse-command-line.ts";
import type { GatewayChoice } from "../project/choose-gateway.ts";
import { MONITORING_HELP } from "./help.ts";

/** What the command line asks for. */
export interface MonitoringArguments {
  /** Undefined where files are only written. */
  readonly project: string | undefined;
  readonly emails: readonly string[];
  /** Names of channels that are there. */
  readonly channels: readonly string[];
  readonly isDryRun: boolean;
  /** The folder that files are written to. */
  readonly out: string | undefined;
  readonly choice: GatewayChoice;
}

const CHANNEL = /^projects\/[^/]+\/notificationChannels\/[^/]+$/;

/**
 * Reads the command line; undefined where it asks for help.
 *
 * @throws MisuseError with a sentence for what is wrong with it
 */
export function readMonitoringArguments(args: readonly string[]): MonitoringArguments | undefined {
  const { values } = parseCommandLine(
    {
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        project: { type: "string" },
        email: { type: "string", multiple: true },
        channel: { type: "string", multiple: true },
        "dry-run": { type: "boolean" },
        out: { type: "string" },
        namespace: { type: "string" },
        database: { type: "string" },
      },
    },
    MONITORING_HELP,
  );
  if (values.help === true) return undefined;
  const { project, out, email: emails = [], channel: channels = [], namespace, database } = values;
  if ((project === undefined) === (out === undefined)) {
    throw new MisuseError("Say either --project <id> or --out <folder>.");
  }
  const [noEmail] = emails.filter((email) => !/^[^@\s]+@[^@\s]+$/.test(email));
  if (noEmail !== undefined) throw new MisuseError(`${noEmail} is no e-mail address.`);
  const [noChannel] = channels.filter((channel) => !CHANNEL.test(channel));
  if (noChannel !== undefined) {
    throw new MisuseError(
      `${noChannel} is no channel: give its name, projects/<id>/notificationChannels/<number>.`,
    );
  }
  const choice = { namespace, database };
  return { project, emails, channels, isDryRun: values["dry-run"] === true, out, choice };
}
