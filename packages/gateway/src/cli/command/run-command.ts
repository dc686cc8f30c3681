import { MisuseError } from "./misuse-error.ts";
import { PlainError } from "./plain-error.ts";
import { terminalText } from "./terminal-text.ts";

/**
 * Runs a command and ends the process with its exit code; a {@link PlainError} is printed, and is 1,
 * a {@link MisuseError} 2.
 */
export async function runCommand(command: () => Promise<number> | number): Promise<never> {
  try {
    process.exit(await command());
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    console.error(terminalText(error.message, process.stderr));
    process.exit(error instanceof MisuseError ? 2 : 1);
  }
}
