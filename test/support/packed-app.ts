import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { npmCommand } from "../../tools/npm-command.mjs";
import { packPackage } from "../../tools/pack/pack-package.ts";
import { sourcePackage, type SourcePackage } from "../../tools/pack/source-package.ts";

/** Compiler options of an app as Node.js and as bundlers have it. */
export const MODULE_OPTIONS = [
  ["Node.js", ["--module", "nodenext"]],
  ["a bundler", ["--module", "esnext", "--moduleResolution", "bundler"]],
] as const;

/** An app of its own, far from this repository, that has installed a tarball. */
export class PackedApp {
  readonly folder: string;
  readonly tarball: string;
  readonly #built: string;

  private constructor(folder: string, tarball: string, built: string) {
    this.folder = folder;
    this.tarball = tarball;
    this.#built = built;
  }

  /** Packs one of packages/ and installs it, without a registry, beside what it asks for. */
  static async install(folderOfPackage: string): Promise<PackedApp> {
    const source = sourcePackage(folderOfPackage);
    const built = mkdtempSync(resolve(".cache/packed-"));
    const tarball = await packPackage(source, built);
    const folder = mkdtempSync(join(tmpdir(), "packed-app-"));
    writeFileSync(join(folder, "package.json"), '{"type": "module"}');
    const { program, before, shell } = npmCommand();
    const quiet = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
    const installed = [tarball, ...neededBy(source)];
    execFileSync(program, [...before, "install", ...quiet, ...installed], { cwd: folder, shell });
    return new PackedApp(folder, tarball, built);
  }

  /** Compiles a module of the app, and answers what the compiler prints: nothing, if it is right. */
  compile(code: string, moduleOptions: readonly string[], file = "app.ts"): string {
    writeFileSync(join(this.folder, file), code);
    const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom"];
    const all = [...options, "--skipLibCheck", "--types", "", ...moduleOptions, file];
    return this.#node(resolve("node_modules/typescript/bin/tsc"), ...all);
  }

  /** Runs a program of the app, in TypeScript, and answers what it prints. */
  run(code: string): string {
    return this.#node("--input-type=module-typescript", "-e", code).trim();
  }

  #node(...args: readonly string[]): string {
    // None of the variables that name emulators: this is no part of them.
    const env = { PATH: process.env["PATH"] };
    return execFileSync(process.execPath, args, { cwd: this.folder, env, encoding: "utf8" });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
    rmSync(this.#built, { recursive: true });
  }
}

/** The folders where what a package asks for is installed here. */
function neededBy({ folder, manifest }: SourcePackage): readonly string[] {
  const { dependencies, peerDependencies } = manifest;
  return Object.keys({ ...dependencies, ...peerDependencies }).map((name) => {
    const own = join(folder, "node_modules", name);
    return resolve(existsSync(own) ? own : join("node_modules", name));
  });
}
