import { parseCommandLine } from "../command/parse-command-line.ts";
import { MisuseError } from "../command/misuse-error.ts";
import type { RightsChange } from "./changed-claims.ts";
import { GRANT_HELP, REVOKE_HELP } from "./help.ts";
import type { Rights } from "./rights.ts";

/** What the command line asks for. */
export interface GrantArguments {
  /** A uid, or an e-mail address. */
  readonly user: string;
  /** None of them where the account's rights are only to be shown. */
  readonly rights: Rights;
  /** @default the emulators */
  readonly project: string | undefined;
  /** Whether the user's sessions end. */
  readonly signsOut: boolean;
  readonly format: "text" | "json";
}

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  admin: { type: "boolean" },
  role: { type: "string", multiple: true },
  team: { type: "string", multiple: true },
  project: { type: "string" },
  json: { type: "boolean" },
} as const;

/**
 * Reads the command line; undefined where it asks for help.
 *
 * @throws MisuseError with a sentence for what is wrong with it
 */
export function readGrantArguments(
  change: RightsChange,
  args: readonly string[],
): GrantArguments | undefined {
  const help = change === "grant" ? GRANT_HELP : REVOKE_HELP;
  const { values, positionals } = parseCommandLine(
    {
      args: [...args],
      options: {
        ...OPTIONS,
        ...(change === "revoke" && { "sign-out": { type: "boolean" } as const }),
      },
      allowPositionals: true,
    },
    help,
  );
  if (values.help === true) return undefined;
  const [user, ...others] = positionals;
  if (user === undefined || user === "" || others.length > 0) throw new MisuseError(help);
  const { admin = false, role = [], team = [], project, json } = values;
  const signsOut = values["sign-out"] === true;
  if ([...role, ...team].includes("")) throw new MisuseError("A role or team has a name.");
  if (change === "revoke" && !admin && !signsOut && role.length + team.length === 0) {
    throw new MisuseError("Say what to take: --admin, --role, --team or --sign-out.");
  }
  return {
    user,
    rights: { admin, roles: role, teams: team },
    project,
    signsOut,
    format: json === true ? "json" : "text",
  };
}
