import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findJavas, fittingJava, majorVersion } from "./find-java.ts";
import type { Machine } from "./machine.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "find-java-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Lays a Java out as its installers do; the result is its home. */
function install(home: string, version: string): string {
  mkdirSync(join(root, home, "bin"), { recursive: true });
  writeFileSync(join(root, home, "bin", "java"), "");
  writeFileSync(join(root, home, "release"), `IMPLEMENTOR="Any"\nJAVA_VERSION="${version}"\n`);
  return join(root, home);
}

function machine(env: Record<string, string>): Machine {
  return { platform: "linux", env: { PATH: "", ...env }, homeDirectory: root };
}

/** What is found below the test's folder: the machine that the test runs on may have more. */
function found(of: Machine): number[] {
  return findJavas(of)
    .filter(({ home }) => home.startsWith(root))
    .map(({ major }) => major);
}

test.each([
  ['JAVA_VERSION="21.0.5"', 21],
  ['IMPLEMENTOR="X"\nJAVA_VERSION="25"', 25],
  ['JAVA_VERSION="17.0.15+6"\r\n', 17],
  ['JAVA_VERSION="1.8.0_402"', 1],
  ["", undefined],
])("the release file %j says version %s", (release, major) => {
  expect(majorVersion(release)).toBe(major);
});

test("JAVA_HOME's comes first", () => {
  install(".jdks/jdk-25", "25.0.1");
  expect(found(machine({ JAVA_HOME: install("mine", "21.0.5") }))).toEqual([21, 25]);
});

test("a java on the PATH is found behind its link", () => {
  mkdirSync(join(root, "bin"));
  symlinkSync(join(install("jdk", "22"), "bin", "java"), join(root, "bin", "java"));
  expect(found(machine({ PATH: `/nowhere::${join(root, "bin")}` }))).toEqual([22]);
});

test("the newest of the installed comes first, whoever installed it", () => {
  install(".sdkman/candidates/java/17.0.9-tem", "17.0.9");
  install(".sdkman/candidates/java/24-open", "24");
  install(".jdks/temurin-21", "21.0.2");
  install(".asdf/installs/java/zulu-9", "9.0.4");
  expect(found(machine({}))).toEqual([24, 21, 17, 9]);
});

test("a bundle of macOS is found by its Contents/Home", () => {
  install("Library/Java/JavaVirtualMachines/temurin-21.jdk/Contents/Home", "21.0.4");
  expect(found({ ...machine({}), platform: "darwin" })).toEqual([21]);
});

test("a folder without a program or a release file is no Java", () => {
  mkdirSync(join(root, ".jdks", "empty"), { recursive: true });
  rmSync(join(install(".jdks/old", "21"), "release"));
  rmSync(join(install(".jdks/broken", "21"), "bin"), { recursive: true });
  expect(found(machine({ JAVA_HOME: join(root, "nowhere") }))).toEqual([]);
});

test("the one taken is the first that is new enough", () => {
  const [old, fit, newer] = [17, 21, 25].map((major) => ({ home: String(major), major }));
  expect(fittingJava([old, fit, newer].filter((java) => java !== undefined))).toBe(fit);
  expect(fittingJava([{ home: "17", major: 17 }])).toBeUndefined();
});
