import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { descendants, type Process } from "../tools/emulators/process-tree.ts";
import { StartedProject } from "./support/started-project.ts";
import { until } from "./support/until.ts";

let project: StartedProject;
let idToken: string;

beforeAll(async () => {
  project = await StartedProject.start();
  idToken = await project.idToken("ada");
});

afterAll(() => project.stop());

const call = (callable: string, data: object) => project.call(idToken, callable, data);

const write = () => call("setDocument", { path: "users/ada/notes/any", data: { text: "six ch" } });

test("64 calls at once are answered, by no process more", async () => {
  const pids = () => descendants(project.process.pid ?? 0).map(({ pid }) => pid);
  const before = pids();
  const calls = Array.from({ length: 64 }, () =>
    call("getDocument", { path: "users/ada/notes/errands" }),
  );
  expect(new Set(await Promise.all(calls))).toEqual(new Set(["OK"]));
  // One that was there may have ended meanwhile.
  expect(pids().filter((pid) => !before.includes(pid))).toEqual([]);
});

test("a change is served; one that can't be loaded is told, and the next save mends it", async () => {
  const file = join(project.folder, "functions/src/collections/notes.ts");
  const notes = readFileSync(file, "utf8");
  expect(await write()).toBe("OK");
  writeFileSync(file, notes.replace("users/{uid}/notes", "users//notes"));
  await project.until(() =>
    project.output.includes("The functions go on as they were before this change."),
  );
  // It comes by another stream.
  await project.until(() => /functions\/src\/collections\/notes\.ts:\d+/.test(project.output));
  expect(await write()).toBe("OK");
  writeFileSync(file, notes.replace("max(10_000)", "max(5)"));
  await project.until(async () => (await write()) === "INVALID_ARGUMENT");
});

test("Ctrl-C leaves no process", async () => {
  const started = descendants(project.process.pid ?? 0);
  expect(started.length).toBeGreaterThan(1);
  const ended = once(project.process, "exit");
  project.process.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  await until(() => !started.some(isRunning));
});

/** One that has ended and only waits to be noticed does not run. */
function isRunning({ pid, started }: Process): boolean {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state !== "Z" && rest[18] === started;
  } catch {
    return false;
  }
}
