import { existsSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { programFolders } from "./machine.ts";
import type { Machine } from "./machine.ts";

/** What firebase-tools asks for; it refuses to start the Firestore emulator with less. */
export const MIN_JAVA_MAJOR = 21;

/** A Java installation: `home` has bin/java, `major` is 21 for "21.0.5". */
export interface Java {
  readonly home: string;
  readonly major: number;
}

/** Every Java on the machine: JAVA_HOME's first, then the PATH's, then the usual folders' by version, newest first. */
export function findJavas(machine: Machine): Java[] {
  const chosen = [machine.env["JAVA_HOME"], ...homesOnPath(machine)].flatMap(inspect);
  const installed = installedHomes(machine)
    .flatMap(inspect)
    .toSorted((a, b) => b.major - a.major);
  return [...chosen, ...installed];
}

/** The first Java that the Firestore emulator runs on. */
export function fittingJava(javas: readonly Java[]): Java | undefined {
  return javas.find((java) => java.major >= MIN_JAVA_MAJOR);
}

/** The major version in a JDK's `release` file, which every JDK since 9 has at its root. */
export function majorVersion(release: string): number | undefined {
  const version = /^JAVA_VERSION="(\d+)/m.exec(release)?.[1];
  return version === undefined ? undefined : Number(version);
}

function inspect(home: string | undefined): Java[] {
  if (home === undefined || home === "") return [];
  const release = join(home, "release");
  const hasProgram = ["java", "java.exe"].some((name) => existsSync(join(home, "bin", name)));
  if (!hasProgram || !existsSync(release)) return [];
  const major = majorVersion(readFileSync(release, "utf8"));
  return major === undefined ? [] : [{ home, major }];
}

/** Homes of the `java` programs on the PATH, behind their links (/usr/bin/java → …/jdk-21/bin/java). */
function homesOnPath(machine: Machine): string[] {
  const program = machine.platform === "win32" ? "java.exe" : "java";
  return programFolders(machine)
    .filter((folder) => existsSync(join(folder, program)))
    .map((folder) => dirname(dirname(realpathSync(join(folder, program)))));
}

function installedHomes(machine: Machine): string[] {
  return foldersOfHomes(machine).flatMap((folder) =>
    entries(folder).flatMap((name) => [
      join(folder, name),
      join(folder, name, "Contents", "Home"),
      join(folder, name, "libexec", "openjdk.jdk", "Contents", "Home"),
    ]),
  );
}

/** Where package managers and installers put JDKs, one folder each. */
function foldersOfHomes({ platform, env, homeDirectory }: Machine): string[] {
  const ofAnySystem = [
    join(homeDirectory, ".sdkman", "candidates", "java"),
    join(homeDirectory, ".jdks"),
    join(homeDirectory, ".asdf", "installs", "java"),
    join(homeDirectory, ".local", "share", "mise", "installs", "java"),
  ];
  switch (platform) {
    case "darwin":
      return [
        "/Library/Java/JavaVirtualMachines",
        join(homeDirectory, "Library", "Java", "JavaVirtualMachines"),
        "/opt/homebrew/opt",
        "/usr/local/opt",
        ...ofAnySystem,
      ];
    case "win32": {
      const programFiles = env["ProgramFiles"] ?? "C:\\Program Files";
      const vendors = [
        "Java",
        "Eclipse Adoptium",
        "Microsoft",
        "Zulu",
        "Amazon Corretto",
        "BellSoft",
      ];
      return [...vendors.map((vendor) => join(programFiles, vendor)), ...ofAnySystem];
    }
    default:
      return ["/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/opt/java", "/opt", ...ofAnySystem];
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
