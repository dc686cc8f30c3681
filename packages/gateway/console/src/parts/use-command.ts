import { useState } from "preact/hooks";
import { errorText } from "../error-text.ts";

/** Something that is done on command, and why it was not the last time. */
export interface ConfirmedCommand {
  readonly problem: string | undefined;
  /** Asks whether it is meant, does it, and says when it is done. */
  readonly run: (question: string, work: () => Promise<unknown>) => Promise<void>;
}

/** @param onDone called when a command has been done */
export function useCommand(onDone: () => void): ConfirmedCommand {
  const [problem, setProblem] = useState<string>();
  const run = async (question: string, work: () => Promise<unknown>) => {
    if (!confirm(question)) return;
    try {
      await work();
      setProblem(undefined);
      onDone();
    } catch (error) {
      setProblem(errorText(error));
    }
  };
  return { problem, run };
}
