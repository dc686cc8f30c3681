import { readFileSync } from "node:fs";
import { VERSIONS } from "./versions.ts";

interface Manifest {
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Manifest;

test("what init asks for is what the library is tested with", () => {
  const { engines, dependencies } = read("functions/package.json");
  const { devDependencies } = read("package.json");
  expect({ ...devDependencies, ...dependencies, ...engines }).toMatchObject(VERSIONS);
});
