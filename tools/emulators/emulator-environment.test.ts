import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emulatorEnvironment } from "./emulator-environment.ts";
import type { Machine } from "./machine.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "emulator-environment-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function java(version: string): string {
  const home = join(root, version);
  mkdirSync(join(home, "bin"), { recursive: true });
  writeFileSync(join(home, "bin", "java"), "");
  writeFileSync(join(home, "release"), `JAVA_VERSION="${version}"\n`);
  return home;
}

/** On a machine that calls itself Windows, none of this machine's own folders are looked into. */
function machine(env: Record<string, string>): Machine {
  return { platform: "win32", env, homeDirectory: root };
}

test("a machine without Java is told what to install", () => {
  expect(() => emulatorEnvironment(machine({}))).toThrow(
    "The Firestore emulator needs a JDK of version 21 or newer, and this machine has none: " +
      "install one (https://adoptium.net), or set JAVA_HOME to it.",
  );
});

test("a machine with an older Java is told that it has it", () => {
  expect(() => emulatorEnvironment(machine({ JAVA_HOME: java("17.0.9") }))).toThrow(
    "and this machine has only 17: install one",
  );
});

test("a named program that isn't there is named", () => {
  const FIRESTORE_EMULATOR_BINARY_PATH = join(root, "gone.jar");
  const env = { JAVA_HOME: java("21.0.1"), FIRESTORE_EMULATOR_BINARY_PATH };
  expect(() => emulatorEnvironment(machine(env))).toThrow(
    `FIRESTORE_EMULATOR_BINARY_PATH names ${FIRESTORE_EMULATOR_BINARY_PATH}, and there is no such file`,
  );
});

test("the Java that fits comes first on the PATH, whatever JAVA_HOME says", () => {
  const fitting = java("25.0.1");
  const env = { JAVA_HOME: java("17.0.9"), PATH: join(fitting, "bin") };
  writeFileSync(join(fitting, "bin", "java.exe"), "");
  const made = emulatorEnvironment(machine(env));
  expect(made["JAVA_HOME"]).toBe(fitting);
  expect(made["PATH"]?.startsWith(join(fitting, "bin"))).toBe(true);
});

test("another emulator that the shell knows of is not the one to be started", () => {
  const env = { JAVA_HOME: java("21.0.1"), FIRESTORE_EMULATOR_HOST: "127.0.0.1:1" };
  expect(emulatorEnvironment(machine(env))).not.toHaveProperty("FIRESTORE_EMULATOR_HOST");
});
