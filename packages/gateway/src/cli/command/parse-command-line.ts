import { parseArgs, type ParseArgsConfig } from "node:util";
import { PlainError } from "./plain-error.ts";

/** What a command was given, as `parseArgs` has it. @throws PlainError with the command's help */
export function parseCommandLine<const Config extends ParseArgsConfig>(
  config: Config,
  help: string,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    throw new PlainError(`${(cause as Error).message}\n\n${help}`, { cause });
  }
}
