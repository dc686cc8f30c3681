import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Machine } from "../emulators/machine.ts";
import { usesMemory } from "./local-firestore.ts";

let root: string;

beforeEach(() => (root = mkdtempSync(join(tmpdir(), "local-firestore-"))));
afterEach(() => rmSync(root, { recursive: true }));

/** One that calls itself Windows, so that none of this machine's own folders are looked into. */
function machine(javaVersion?: string): Machine {
  if (javaVersion === undefined) return { platform: "win32", env: {}, homeDirectory: root };
  mkdirSync(join(root, "jdk/bin"), { recursive: true });
  writeFileSync(join(root, "jdk/bin/java.exe"), "");
  writeFileSync(join(root, "jdk/release"), `JAVA_VERSION="${javaVersion}"\n`);
  return { platform: "win32", env: { JAVA_HOME: join(root, "jdk") }, homeDirectory: root };
}

test.each([
  [[], "21.0.1", false],
  [[], "17.0.9", true],
  [[], undefined, true],
  [["--memory"], "21.0.1", true],
  [["--memory"], undefined, true],
])("with %j and the JDK %s documents are kept in memory: %s", (args, java, expected) => {
  expect(usesMemory(args, machine(java))).toBe(expected);
});

test("another option is refused with the help", () => {
  expect(() => usesMemory(["--memroy"], machine("21"))).toThrow("npm start -- [--memory]");
});
