import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RejectsFile } from "./rejects-file.ts";

const FRAME = { start: "a,b\n", between: "\n", end: "\n" };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rejects-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function write(rows: readonly string[], path?: string) {
  const rejects = new RejectsFile({ source: join(folder, "movies.csv"), path });
  await Promise.all(rows.map((row) => rejects.add(row, FRAME)));
  return rejects.close();
}

test("rows stand there in the order in which they came, within the frame", async () => {
  const path = await write(["1,2", "3,4", "5,6"]);
  expect(path).toBe(join(folder, "movies.rejected.csv"));
  expect(readFileSync(path as string, "utf8")).toBe("a,b\n1,2\n3,4\n5,6\n");
});

test("where nothing is rejected there is no file", async () => {
  expect(await write([])).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test("no file is overwritten: the next name is taken, or it is refused", async () => {
  await write(["1,2"]);
  expect(await write(["3,4"])).toBe(join(folder, "movies.rejected-2.csv"));
  const named = join(folder, "mine.csv");
  writeFileSync(named, "precious");
  await expect(write(["5,6"], named)).rejects.toThrow("Name another file with --rejects");
  expect(readFileSync(named, "utf8")).toBe("precious");
});

test("what is rejected of rejected rows goes beside them", async () => {
  const rejects = new RejectsFile({ source: join(folder, "movies.rejected.csv") });
  writeFileSync(join(folder, "movies.rejected.csv"), "");
  await rejects.add("1,2", FRAME);
  expect(await rejects.close()).toBe(join(folder, "movies.rejected-2.csv"));
});
