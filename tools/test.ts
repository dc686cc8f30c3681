import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { onStopRequest } from "../packages/gateway/src/cli/command/on-stop-request.ts";
import { PlainError } from "../packages/gateway/src/cli/command/plain-error.ts";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { findChromium } from "./testing/find-chromium.ts";
import { makeRunFolder, temporaryEnvironment } from "./testing/run-folder.ts";
import { runJest } from "./testing/run-jest.ts";
import type { Outcome } from "./testing/run-jest.ts";
import { startTestEmulators } from "./testing/start-test-emulators.ts";

/** Tests in a browser: without one they don't run, and on a machine that checks commits they fail. */
const BROWSER_TESTS = String.raw`\.browser\.test\.ts$`;
/** Jest's projects that need the emulators: some of the tests run with another release of Firebase too. */
const EMULATOR_PROJECTS = ["emulator", "firebase-13"];
const hasBrowser = findChromium(process.env) !== undefined || process.env["CI"] !== undefined;

/** What the command line says after `npm test --`: file patterns, or any options of Jest. */
const selection = process.argv.slice(2);
const runFolder = makeRunFolder(".cache", process.pid);
const { folder } = runFolder;

await runCommand(async () => {
  const unit = await run(["unit"], {});
  const emulator = hasEmulatorTests() ? await runUnderEmulators() : { passed: 0, failed: 0 };
  const failed = unit.failed + emulator.failed;
  rmSync(runFolder.temporary, { recursive: true, force: true });
  if (emulator.failed === 0) rmSync(folder, { recursive: true });
  else console.log(`\nWhat the emulators and functions logged: ${folder}/emulators.log`);
  if (!hasBrowser) {
    console.log(
      "\nNot run, for want of a Chromium (CHROMIUM names its program): test/*.browser.test.ts",
    );
  }
  console.log(`\n${String(unit.passed + emulator.passed)} passed, ${String(failed)} failed`);
  return failed === 0 ? 0 : 1;
});

async function runUnderEmulators(): Promise<Outcome> {
  try {
    const emulators = await startTestEmulators(folder);
    onStopRequest(() => void emulators.stop().then(() => process.exit(130)));
    try {
      await emulators.ready;
      return await run(EMULATOR_PROJECTS, emulators.testEnv);
    } finally {
      await emulators.stop();
    }
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    console.error(error.message);
    return { passed: 0, failed: 1 };
  }
}

/** One worker: the emulators need the other cores, and tests of one database stay apart more easily. */
function run(projects: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const withoutBrowser = hasBrowser ? [] : [`--testPathIgnorePatterns=${BROWSER_TESTS}`];
  const workers = projects === EMULATOR_PROJECTS ? ["-w", "1"] : [];
  return runJest({
    args: [...selection, "--selectProjects", ...projects, ...workers, ...withoutBrowser],
    env: { ...process.env, ...temporaryEnvironment(runFolder), ...env },
    reportFile: join(folder, `${projects[0] ?? ""}.json`),
  });
}

function hasEmulatorTests(): boolean {
  const list = [...selection, "--selectProjects", ...EMULATOR_PROJECTS, "--listTests", "--json"];
  const files = execFileSync(process.execPath, ["node_modules/jest/bin/jest.js", ...list], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return (JSON.parse(files) as string[]).length > 0;
}
