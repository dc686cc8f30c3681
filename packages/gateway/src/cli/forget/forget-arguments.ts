import { MisuseError } from "../command/misuse-error.ts";
import { parseCommandLine } from "../command/parse-command-line.ts";
import type { GatewayChoice } from "../project/choose-gateway.ts";
import type { AuditPolicy } from "./forget-records.ts";
import { EXPORT_HELP, FORGET_HELP } from "./help.ts";

/** What both commands are told. */
interface CallerArguments {
  readonly uid: string;
  /** @default the emulators */
  readonly project: string | undefined;
  readonly choice: GatewayChoice;
  /** Whether the team's documents of the user's own are meant too. */
  readonly documents: boolean;
}

export interface ForgetArguments extends CallerArguments {
  readonly audit: AuditPolicy;
  /** Whether it is done, and not only told. */
  readonly isReal: boolean;
}

export interface ExportArguments extends CallerArguments {
  /** The file to write. @default what is printed */
  readonly out: string | undefined;
}

const SHARED = {
  help: { type: "boolean", short: "h" },
  project: { type: "string" },
  namespace: { type: "string" },
  database: { type: "string" },
  documents: { type: "boolean" },
} as const;

/** Reads the command line of `forget`; undefined where it asks for help. @throws MisuseError */
export function readForgetArguments(args: readonly string[]): ForgetArguments | undefined {
  const options = { ...SHARED, audit: { type: "string" }, yes: { type: "boolean" } } as const;
  const config = { args: [...args], options, allowPositionals: true } as const;
  const { values, positionals } = parseCommandLine(config, FORGET_HELP);
  if (values.help === true) return undefined;
  const { audit = "anonymize", yes = false } = values;
  if (audit !== "anonymize" && audit !== "delete" && audit !== "keep") {
    throw new MisuseError("--audit is one of anonymize, delete, keep.");
  }
  return { ...shared(values, positionals, FORGET_HELP), audit, isReal: yes };
}

/** Reads the command line of `export-caller`; undefined where it asks for help. @throws MisuseError */
export function readExportArguments(args: readonly string[]): ExportArguments | undefined {
  const options = { ...SHARED, out: { type: "string" } } as const;
  const config = { args: [...args], options, allowPositionals: true } as const;
  const { values, positionals } = parseCommandLine(config, EXPORT_HELP);
  if (values.help === true) return undefined;
  return { ...shared(values, positionals, EXPORT_HELP), out: values.out };
}

function shared(
  values: GatewayChoice & { readonly project?: string; readonly documents?: boolean },
  [uid = "", ...others]: readonly string[],
  help: string,
): CallerArguments {
  if (uid === "" || others.length > 0) throw new MisuseError(help);
  const { project, namespace, database, documents = false } = values;
  return { uid, project, choice: { namespace, database }, documents };
}
