import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeRunFolder, temporaryEnvironment } from "./run-folder.ts";

let cache: string;
const temporary: string[] = [];

beforeEach(() => (cache = mkdtempSync(join(tmpdir(), "run-folder-"))));
afterEach(() => {
  for (const folder of [cache, ...temporary.splice(0)]) {
    rmSync(folder, { recursive: true, force: true });
  }
});

function made(pid: number) {
  const run = makeRunFolder(cache, pid);
  temporary.push(run.temporary);
  return run;
}

test("what a killed run left, in the project and outside, is gone with the next", () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const killed = made(pid);
  writeFileSync(join(killed.temporary, "left"), "");
  const next = made(process.pid);
  expect([killed.folder, killed.temporary].filter(existsSync)).toEqual([]);
  expect([next.folder, next.temporary].filter(existsSync)).toHaveLength(2);
});

test("a run that goes on keeps its folders", () => {
  const running = made(process.pid);
  made(process.ppid);
  expect([running.folder, running.temporary].filter(existsSync)).toHaveLength(2);
});

test("programs of a run take its folder for the system's", () => {
  const run = made(process.pid);
  const { stdout } = spawnSync(process.execPath, ["-p", "os.tmpdir()"], {
    env: { ...process.env, ...temporaryEnvironment(run) },
    encoding: "utf8",
  });
  expect(stdout.trim()).toBe(run.temporary);
});
