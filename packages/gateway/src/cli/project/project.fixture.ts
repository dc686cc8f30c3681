import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The Node.js of deployed functions, whatever runs the tests. */
const NODE = resolve("node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
const MAIN = resolve("packages/gateway/src/cli/main.ts");

/** A Firebase project for tests, in a folder of its own in which the library is installed, as its source. */
export class ProjectFixture {
  readonly folder = mkdtempSync(join(tmpdir(), "project-"));

  /** @param files their texts, by their paths */
  constructor(files: Readonly<Record<string, string>> = {}) {
    symlinkSync(resolve("node_modules"), join(this.folder, "node_modules"), "junction");
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string | Uint8Array): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  /** Runs a command of the library, as its bin would. */
  run(args: readonly string[], folder = ".") {
    const { INIT_CWD: _, GCLOUD_PROJECT: __, ...env } = process.env;
    const cwd = join(this.folder, folder);
    return spawnSync(NODE, [MAIN, ...args], { cwd, env, encoding: "utf8" });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
