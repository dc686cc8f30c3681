/** Runs it, and puts where it failed in front of the message: errors at start say what to mend. */
export function explain<Result>(where: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
  }
}
