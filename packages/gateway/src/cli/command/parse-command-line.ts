import { parseArgs, type ParseArgsConfig } from "node:util";
import { MisuseError } from "./misuse-error.ts";

/** What a command was given, as `parseArgs` has it. @throws MisuseError with the command's help */
export function parseCommandLine<const Config extends ParseArgsConfig>(
  config: Config,
  help: string,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    throw new MisuseError(`${(cause as Error).message}\n\n${help}`, { cause });
  }
}
