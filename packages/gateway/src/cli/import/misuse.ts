import { PlainError } from "../command/plain-error.ts";

/** A command line that can't be followed. */
export function misuse(message: string, cause?: unknown): PlainError {
  return new PlainError(`${message}\nFor all there is to say: npm run import -- --help`, { cause });
}
