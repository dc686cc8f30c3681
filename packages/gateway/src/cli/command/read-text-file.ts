import { readFileSync, statSync } from "node:fs";
import { PlainError } from "./plain-error.ts";

/** More than that is not read into memory. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * A whole file of text.
 *
 * @param advice what to do where there is none: "name it with --rules"
 * @throws PlainError where there is none, or where it is too large
 */
export function readTextFile(file: string, advice?: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new TooLargeError(file, size);
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof TooLargeError) throw cause;
    throw new PlainError(`${file} can't be read: ${advice ?? (cause as Error).message}.`, {
      cause,
    });
  }
}

class TooLargeError extends PlainError {
  constructor(file: string, size: number) {
    const mebibytes = (bytes: number): string => String(Math.round(bytes / 1024 / 1024));
    super(
      `${file} has ${mebibytes(size)} MiB, and at most ${mebibytes(MAX_BYTES)} are read: split it, and name each part.`,
    );
  }
}
