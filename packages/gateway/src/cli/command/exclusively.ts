import { closeSync, openSync, rmSync } from "node:fs";
import { PlainError } from "./plain-error.ts";

/**
 * Does work that reads files and writes them again, while no other process does so with the same
 * file: what one of them had written would be lost. A file beside it, `<file>.lock`, says that it is
 * under way.
 *
 * @throws PlainError where another is at it, or was ended before it was done
 */
export function exclusively<Result>(file: string, work: () => Result): Result {
  const lock = `${file}.lock`;
  try {
    closeSync(openSync(lock, "wx"));
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === "EEXIST";
    throw new PlainError(
      isTaken
        ? `Another process changes ${file}: try again when it is done. If there is none, it was ended before: delete ${lock}.`
        : `${lock} can't be made: ${(cause as Error).message}.`,
      { cause },
    );
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}
