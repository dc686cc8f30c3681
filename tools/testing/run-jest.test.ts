import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { until } from "../../test/support/until.ts";
import { isListening } from "../production/function-process.ts";
import { outcomeOf, runJest } from "./run-jest.ts";

const report = { numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

test("tests that passed and failed are counted", () => {
  expect(outcomeOf({ ...report, numFailedTests: 2 })).toEqual({ passed: 5, failed: 2 });
});

test("a file that does not load is a failure", () => {
  expect(outcomeOf({ ...report, numRuntimeErrorTestSuites: 1 })).toEqual({ passed: 5, failed: 1 });
});

test("a run that left no report is a failure", () => {
  expect(outcomeOf(undefined)).toEqual({ passed: 0, failed: 1 });
});

test("what workers of Jest's run is counted", async () => {
  const folder = mkdtempSync(join(tmpdir(), "run-jest-"));
  try {
    for (const name of ["a", "b", "c"]) {
      writeFileSync(join(folder, `${name}.test.js`), 'test("passes", () => expect(1).toBe(1));');
    }
    const args = ["--rootDir", folder, "--config", "{}", "-w", "2"];
    const run = { args, env: process.env, reportFile: join(folder, "report.json") };
    expect(await runJest(run)).toEqual({ passed: 3, failed: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("Jest ends when who runs it is killed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "run-jest-"));
  const portFile = join(folder, "port");
  writeFileSync(
    join(folder, "hang.test.js"),
    `test("hangs", () => new Promise(() => {
      const server = require("net").createServer().listen(0, "127.0.0.1", () => {
        require("fs").writeFileSync(${JSON.stringify(portFile)}, String(server.address().port));
      });
    }), 600_000);`,
  );
  const args = ["--rootDir", folder, "--config", "{}", "-w", "1"];
  const run = { args, env: process.env, reportFile: join(folder, "report.json") };
  const module = JSON.stringify(resolve("tools/testing/run-jest.ts"));
  const code = `await (await import(${module})).runJest(${JSON.stringify(run)});`;
  const runner = spawn(process.execPath, ["--input-type=module", "--eval", code]);
  const portOf = () => Number(existsSync(portFile) ? readFileSync(portFile, "utf8") : "");
  try {
    await until(() => portOf() !== 0);
    runner.kill("SIGKILL");
    await until(async () => !(await isListening(portOf())));
    expect(existsSync(run.reportFile)).toBe(false);
  } finally {
    runner.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
});
