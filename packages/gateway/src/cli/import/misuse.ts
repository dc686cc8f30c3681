import { MisuseError } from "../command/misuse-error.ts";
import type { PlainError } from "../command/plain-error.ts";
import { SCRIPT } from "../command/script.ts";

/** A command line that can't be followed. */
export function misuse(message: string, cause?: unknown): PlainError {
  return new MisuseError(`${message}\nFor all there is to say: ${SCRIPT} import --help`, { cause });
}
