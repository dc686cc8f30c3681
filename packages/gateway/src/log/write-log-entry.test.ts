import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { writeLogEntry } from "./write-log-entry.ts";

const entry = (message: string) => ({ severity: "INFO", message }) as const;
const line = (message: string) => `{"severity":"INFO","message":"${message}"}\n`;

test("the lines of one turn of the event loop are one write, in their order", async () => {
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  writeLogEntry(entry("one"));
  await Promise.resolve();
  writeLogEntry(entry("two"));
  await nextTurn();
  writeLogEntry(entry("three"));
  await nextTurn();
  expect(write.mock.calls).toEqual([[line("one") + line("two")], [line("three")]]);
  write.mockRestore();
});

test.each([
  ["exits", "process.exit()"],
  ["fails", "throw new Error()"],
])("a process that %s has written its lines", (_how, end) => {
  const module = JSON.stringify(resolve("packages/gateway/src/log/write-log-entry.ts"));
  const script = `const { writeLogEntry } = await import(${module}); writeLogEntry({ message: "last" }); ${end}`;
  const { stdout } = spawnSync(resolve("node_modules/.bin/node"), [
    "--input-type=module",
    "--eval",
    script,
  ]);
  expect(String(stdout)).toBe('{"message":"last"}\n');
});
