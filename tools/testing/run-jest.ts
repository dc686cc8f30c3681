import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** The part of Jest's JSON report that counts. */
export interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Files of which no test could be run, because they don't load. */
  readonly numRuntimeErrorTestSuites: number;
}

export interface JestRun {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where Jest leaves its report. */
  readonly reportFile: string;
}

/** Runs Jest, which ends with this process; what the tests print is seen as it comes. */
export async function runJest({ args, env, reportFile }: JestRun): Promise<Outcome> {
  const child = jest(["--passWithNoTests", "--json", `--outputFile=${reportFile}`, ...args], env);
  await once(child, "exit");
  return outcomeOf(readReport(reportFile));
}

/** Counts a file that doesn't load as one failure, and so a Jest that left no report. */
export function outcomeOf(report: Report | undefined): Outcome {
  if (report === undefined) return { passed: 0, failed: 1 };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
  };
}

function jest(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, ["tools/testing/jest-program.mjs", ...args], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env,
  });
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return undefined;
  }
}
