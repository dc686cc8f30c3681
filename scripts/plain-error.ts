/** What a person has to do something about: one sentence, printed without a stack. */
export class PlainError extends Error {
  override readonly name = "PlainError";
}

/** Runs a command to its end; a {@link PlainError} becomes its sentence and exit code 1. */
export async function runCommand(command: () => Promise<number>): Promise<never> {
  try {
    process.exit(await command());
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
