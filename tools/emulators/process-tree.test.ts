import { spawn } from "node:child_process";
import { once } from "node:events";
import { below, descendants, killAll, parsePs, parseStat } from "./process-tree.ts";

test("a line of /proc/<pid>/stat is read whatever the program calls itself", () => {
  const stat = `42 (a) S 1 (b c) R 7 42 42 0 -1 4194304 1 0 0 0 1 2 0 0 20 0 1 0 8123 10 20`;
  expect(parseStat(stat)).toEqual([{ pid: 42, parent: 7, started: "8123" }]);
});

test("what has ended and only waits to be noticed is not there", () => {
  expect(parseStat("42 (a) Z 7 42 42 0 -1 4194304 1 0 0 0 1 2 0 0 20 0 1 0 8123 0 0")).toEqual([]);
  expect(parsePs(" 42 7 Z+ Sun Nov 22 12:01:37 2026\n")).toEqual([]);
});

test("a table of ps is read", () => {
  const table =
    "    1     0 Ss   Sun Nov 22 12:01:37 2026\n  512     1 S<+  Sun Nov 22 12:01:38 2026\n";
  expect(parsePs(table)).toEqual([
    { pid: 1, parent: 0, started: "Sun Nov 22 12:01:37 2026" },
    { pid: 512, parent: 1, started: "Sun Nov 22 12:01:38 2026" },
  ]);
});

test("a process that goes while it is read is not there", () => {
  expect(parseStat("")).toEqual([]);
});

test("below a process are its children and theirs, and nobody else's", () => {
  const processes = [
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 4],
    [6, 3],
  ].map(([pid = 0, parent = 0]) => ({ pid, parent, started: "" }));
  expect(below(2, processes).map(({ pid }) => pid)).toEqual([4, 5]);
  expect(below(5, processes)).toEqual([]);
});

test("what runs below this process is found, and ended", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const found = descendants(process.pid).filter(({ pid }) => pid === child.pid);
  expect(found).toHaveLength(1);
  const ended = once(child, "exit");
  killAll(found);
  expect(await ended).toEqual([null, "SIGKILL"]);
});

test("a later process of the same id is spared", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const [found] = descendants(process.pid).filter(({ pid }) => pid === child.pid);
  if (found === undefined) throw new Error("The child was not found.");
  killAll([{ ...found, started: "long ago" }]);
  expect(descendants(process.pid)).toContainEqual(found);
  child.kill();
  await once(child, "exit");
});
