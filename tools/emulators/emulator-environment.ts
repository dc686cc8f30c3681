import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { FIRESTORE_EMULATOR_CLASS, findFirestoreEmulator } from "./find-firestore-emulator.ts";
import { MIN_JAVA_MAJOR, findJavas, fittingJava } from "./find-java.ts";
import { wrapperJar } from "./jar.ts";
import type { Machine } from "./machine.ts";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";

/**
 * The environment in which firebase-tools finds a fitting Java and the Firestore emulator.
 *
 * @throws PlainError when the machine has no such Java.
 */
export function emulatorEnvironment(machine: Machine): NodeJS.ProcessEnv {
  const { FIRESTORE_EMULATOR_HOST: _, ...env } = machine.env;
  const javaHome = javaHomeOf(machine);
  return {
    ...firebaseToolsEnvironment(env),
    ...firestoreEmulatorProgram(machine),
    JAVA_HOME: javaHome,
    PATH: join(javaHome, "bin") + delimiter + (env["PATH"] ?? env["Path"] ?? ""),
  };
}

/**
 * The environment in which the functions use a Firestore that firebase-tools doesn't start.
 *
 * @param firestore its `host:port`
 */
export function withoutFirestoreEmulator(machine: Machine, firestore: string): NodeJS.ProcessEnv {
  return firebaseToolsEnvironment({ ...machine.env, FIRESTORE_EMULATOR_HOST: firestore });
}

/** Whether the Firestore emulator can run here. */
export function hasJavaForEmulator(machine: Machine): boolean {
  return fittingJava(findJavas(machine)) !== undefined;
}

function firebaseToolsEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const stopWithParent = pathToFileURL(resolve("tools/emulators/stop-with-parent.mjs")).href;
  return {
    ...env,
    NODE_OPTIONS: `${env["NODE_OPTIONS"] ?? ""} --import=${stopWithParent}`.trim(),
    NO_COLOR: "1",
    NO_UPDATE_NOTIFIER: "1",
  };
}

function javaHomeOf(machine: Machine): string {
  const javas = findJavas(machine);
  const java = fittingJava(javas);
  if (java !== undefined) return java.home;
  const found = [...new Set(javas.map(({ major }) => major))].join(", ");
  throw new PlainError(
    `The Firestore emulator needs a JDK of version ${String(MIN_JAVA_MAJOR)} or newer, and this machine has ` +
      `${found === "" ? "none" : `only ${found}`}: install one (https://adoptium.net), or set JAVA_HOME to it.`,
  );
}

function firestoreEmulatorProgram(machine: Machine): NodeJS.ProcessEnv {
  const program = findFirestoreEmulator(machine, cacheFileOfFirebaseTools());
  switch (program.from) {
    case "jar":
      return { FIRESTORE_EMULATOR_BINARY_PATH: resolve(program.path) };
    case "wrapped": {
      const wrapper = resolve(".cache/firestore-emulator.jar");
      mkdirSync(".cache", { recursive: true });
      writeFileSync(wrapper, wrapperJar(FIRESTORE_EMULATOR_CLASS, pathToFileURL(program.path)));
      return { FIRESTORE_EMULATOR_BINARY_PATH: wrapper };
    }
    case "firebase-tools":
      return {};
    case "missing":
      throw new PlainError(
        `FIRESTORE_EMULATOR_BINARY_PATH names ${program.path}, and there is no such file: ` +
          "correct it, or unset it to have the emulator found.",
      );
  }
}

function cacheFileOfFirebaseTools(): string {
  const require = createRequire(resolve("package.json"));
  const info = require("firebase-tools/lib/emulator/downloadableEmulatorInfo.json") as {
    firestore: { downloadPathRelativeToCacheDir: string };
  };
  return info.firestore.downloadPathRelativeToCacheDir;
}
