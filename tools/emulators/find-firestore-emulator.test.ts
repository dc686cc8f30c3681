import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { findFirestoreEmulator } from "./find-firestore-emulator.ts";
import { wrapperJar } from "./jar.ts";
import type { Machine } from "./machine.ts";

const CACHE_FILE = "cloud-firestore-emulator-v9.9.9.jar";
const SDK_FILE = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "find-firestore-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Puts a file somewhere below the test's folder; the result is its path. */
function put(path: string, content: Buffer = Buffer.alloc(0)): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  return join(root, path);
}

function machine(env: Record<string, string>): Machine {
  return { platform: "linux", env: { PATH: "", ...env }, homeDirectory: root };
}

const runnable = wrapperJar("Main", pathToFileURL("/any.jar"));

test("FIRESTORE_EMULATOR_BINARY_PATH goes before everything", () => {
  put(`.cache/firebase/emulators/${CACHE_FILE}`);
  const path = put("mine.jar", runnable);
  const found = findFirestoreEmulator(
    machine({ FIRESTORE_EMULATOR_BINARY_PATH: path }),
    CACHE_FILE,
  );
  expect(found).toEqual({ from: "jar", path });
});

test("a file named there that isn't there is missing, not replaced by another", () => {
  const path = join(root, "gone.jar");
  const found = findFirestoreEmulator(
    machine({ FIRESTORE_EMULATOR_BINARY_PATH: path }),
    CACHE_FILE,
  );
  expect(found).toEqual({ from: "missing", path });
});

test("what firebase-tools has in its cache is left to it", () => {
  put(`.cache/firebase/emulators/${CACHE_FILE}`);
  const found = findFirestoreEmulator(machine({ CLOUDSDK_ROOT_DIR: root }), CACHE_FILE);
  expect(found).toEqual({ from: "firebase-tools", cached: true });
});

test("its cache may be elsewhere", () => {
  put(`elsewhere/${CACHE_FILE}`);
  const env = { FIREBASE_EMULATORS_PATH: join(root, "elsewhere") };
  expect(findFirestoreEmulator(machine(env), CACHE_FILE)).toEqual({
    from: "firebase-tools",
    cached: true,
  });
});

test("another version in its cache is of no use to it", () => {
  put(".cache/firebase/emulators/cloud-firestore-emulator-v1.0.0.jar");
  const path = put(`sdk/${SDK_FILE}`);
  const env = { CLOUDSDK_ROOT_DIR: join(root, "sdk") };
  expect(findFirestoreEmulator(machine(env), CACHE_FILE)).toEqual({ from: "wrapped", path });
});

test("the Cloud SDK's copy is found beside gcloud on the PATH", () => {
  const path = put(`sdk/${SDK_FILE}`);
  put("sdk/bin/gcloud");
  const found = findFirestoreEmulator(machine({ PATH: join(root, "sdk/bin") }), CACHE_FILE);
  expect(found).toEqual({ from: "wrapped", path });
});
