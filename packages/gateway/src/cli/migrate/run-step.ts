import { PlainError } from "../command/plain-error.ts";
import { runInventory } from "./inventory/run-inventory.ts";
import { runLock } from "./lock/run-lock.ts";
import { runPropose } from "./propose/run-propose.ts";
import { runReplay } from "./replay/run-replay.ts";
import { runReport } from "./report/run-report.ts";
import { runRoute } from "./route/run-route.ts";
import { runStatus } from "./status/run-status.ts";

/** Where a step's text goes, and what it is told of its surroundings. */
export interface StepOutput {
  /** Results. */
  readonly print: (text: string) => void;
  /** Progress and what went wrong, which no program reads. */
  readonly tell: (text: string) => void;
  /** The folder that paths are relative to. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/** The steps of `database-service migrate`, by their names. */
export const STEPS: Readonly<
  Record<string, (args: readonly string[], output: StepOutput) => number | Promise<number>>
> = {
  inventory: runInventory,
  propose: runPropose,
  route: runRoute,
  replay: runReplay,
  status: runStatus,
  report: runReport,
  lock: runLock,
};

/**
 * Runs a step: answers its exit code. With `--json` what it prints is JSON also where it fails.
 *
 * @param step of {@link STEPS}
 * @throws MisuseError, PlainError
 */
export async function runStep(
  step: keyof typeof STEPS,
  args: readonly string[],
  output: StepOutput,
): Promise<number> {
  try {
    return (await STEPS[step]?.(args, output)) ?? 1;
  } catch (cause) {
    const error = inSentence(cause);
    if (error instanceof PlainError && args.includes("--json")) {
      output.print(`${JSON.stringify({ error: error.message })}\n`);
    }
    throw error;
  }
}

/** What the system says of a file is for the command's user, and no fault of the command. */
function inSentence(cause: unknown): unknown {
  const { syscall, message } = Object(cause) as Partial<NodeJS.ErrnoException>;
  if (syscall === undefined || cause instanceof PlainError) return cause;
  return new PlainError(`A file can't be read or written: ${String(message)}.`, { cause });
}
