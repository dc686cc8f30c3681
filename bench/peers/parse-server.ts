import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { npmCommand } from "../../tools/npm-command.mjs";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { freePorts } from "../../tools/emulators/ports.ts";
import { whenListening, type FunctionProcess } from "../../tools/production/function-process.ts";

export const VERSION = "9.9.0";

const MANIFEST = {
  private: true,
  description: "What the bench measures the gateway against; nothing of it is a dependency.",
  dependencies: { "parse-server": VERSION },
};

export const APP_ID = "bench";
export const MASTER_KEY = "bench-master-key";

/**
 * Installs Parse Server in a folder of its own, once.
 *
 * @throws PlainError where npm can't
 */
export function installParseServer(folder: string): void {
  const manifest = join(folder, "package.json");
  const wanted = JSON.stringify(MANIFEST, undefined, 2);
  const isThere = existsSync(join(folder, "node_modules/parse-server/package.json"));
  if (isThere && readFileSync(manifest, "utf8") === wanted) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(manifest, wanted);
  const { program, before, shell } = npmCommand();
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const args = [...before, "install", "--ignore-scripts", "--no-package-lock", ...quiet];
  const { status } = spawnSync(program, args, {
    cwd: folder,
    shell,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new PlainError(`npm could not install Parse Server ${VERSION}.`);
}

export interface ParseServerOptions {
  /** Where it is installed. */
  readonly folder: string;
  /** Of a PostgreSQL server. */
  readonly databaseUri: string;
  readonly preload: readonly string[];
}

/** Starts it in one process, with its defaults, but for its log, which is off. */
export async function startParseServer(options: ParseServerOptions): Promise<FunctionProcess> {
  const { folder, databaseUri, preload } = options;
  const [port = 0] = await freePorts(1);
  const origin = `http://127.0.0.1:${String(port)}`;
  const config = join(folder, "config.json");
  const settings = {
    appId: APP_ID,
    masterKey: MASTER_KEY,
    databaseURI: databaseUri,
    serverURL: `${origin}/parse`,
    port,
    host: "127.0.0.1",
    silent: true,
    logsFolder: null,
  };
  writeFileSync(config, JSON.stringify(settings));
  const imports = preload.flatMap((file) => ["--import", pathToFileURL(resolve(file)).href]);
  const program = join(folder, "node_modules/parse-server/bin/parse-server");
  const child = spawn(process.execPath, [...imports, program, config], {
    cwd: folder,
    env: { PATH: process.env["PATH"], NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  return whenListening(child, port);
}
