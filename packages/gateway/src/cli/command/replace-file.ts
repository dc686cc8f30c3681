import { randomUUID } from "node:crypto";
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { PlainError } from "./plain-error.ts";

/**
 * Writes a file at once: whoever reads it, and an interruption, finds the text that was there or the
 * new one, never a part.
 *
 * @param newMode the rights to a file that was not there, such as 0o600 @default the system's
 * @throws PlainError where it can't be written; it is as it was then
 */
export function replaceFile(file: string, text: string, newMode?: number): void {
  const target = existsSync(file) ? realpathSync(file) : file;
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    const mode = statSync(target, { throwIfNoEntry: false })?.mode ?? newMode;
    writeFileSync(temporary, text, { flag: "wx", ...(mode !== undefined && { mode }) });
    renameSync(temporary, target);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new PlainError(`${file} can't be written: ${(cause as Error).message}.`, { cause });
  }
}
