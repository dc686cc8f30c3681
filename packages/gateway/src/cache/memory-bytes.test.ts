import { execFileSync } from "node:child_process";
import { join } from "node:path";

const MEASURE = join(__dirname, "measure-memory.fixture.ts");
const told = execFileSync(process.execPath, ["--expose-gc", MEASURE], { encoding: "utf8" });
const measured = JSON.parse(told) as readonly {
  readonly name: string;
  readonly said: number;
  readonly taken: number;
}[];

test.each(measured)("$name take what is said, or less", ({ said, taken }) => {
  expect(taken).toBeGreaterThan(0);
  expect(said).toBeGreaterThan(taken);
});
