// The entry of every npm script: node tools/run.mjs <script> [arguments]
//
// Plain JavaScript, so that it runs on Node 20 and before anything is installed. It installs what
// the lock files ask for, then runs the script on the Node version that deployed functions get,
// which is itself one of the dependencies.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, lstatSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isInstalled } from "./is-installed.mjs";
import { npmCommand } from "./npm-command.mjs";
import { npmProcess } from "./npm-process.mjs";

const MIN_NODE_MAJOR = 20;

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
checkNode();
for (const folder of [".", "functions"]) install(folder);
runScript(process.argv[2] ?? "", process.argv.slice(3));

function checkNode() {
  if (Number(process.versions.node.split(".")[0]) < MIN_NODE_MAJOR) {
    fail(
      `This needs Node ${MIN_NODE_MAJOR} or newer, and runs on ${process.version}: install a newer Node (https://nodejs.org).`,
    );
  }
}

/** @param {string} folder */
function install(folder) {
  if (isInstalled(folder)) return;
  refuseLink(join(folder, "node_modules"));
  console.log(`Installing the dependencies of ${folder === "." ? "the project" : folder} ...`);
  // No package's own install script is needed but that of `node`, and some compile for minutes.
  if (npm(folder, ["ci", "--ignore-scripts"])) return;
  fail(
    `npm could not install the dependencies of ${resolve(folder)}: see above, and run the command again when npm reaches its registry.`,
  );
}

/**
 * npm empties the folder before it installs: through a link, that of another project.
 *
 * @param {string} folder
 */
function refuseLink(folder) {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  fail(`${resolve(folder)} is a link, and does not hold what the lock file asks for: remove it.`);
}

/**
 * @param {string} folder
 * @param {string[]} args
 */
function npm(folder, args) {
  const { program, before, shell } = npmCommand();
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync(program, [...before, ...args, ...quiet], {
    stdio: ["ignore", "ignore", "inherit"],
    cwd: folder,
    shell,
  });
  return status === 0;
}

/**
 * @param {string} script
 * @param {string[]} args
 */
function runScript(script, args) {
  const child = spawn(nodeProgram(), [script, ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // In a terminal Ctrl-C reaches the child too; elsewhere a signal comes to this process alone.
  process.on("SIGINT", () => child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
  stopWithNpm(child);
  child.on("exit", (code) => process.exit(code ?? 1));
}

/**
 * npm passes SIGINT and SIGTERM on, but not its own end by anything else.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
function stopWithNpm(child) {
  const pid = npmProcess();
  if (pid === undefined) return;
  const check = () => {
    try {
      process.kill(pid, 0);
    } catch {
      child.kill("SIGTERM");
    }
  };
  setInterval(check, 1000).unref();
}

/** Not node_modules/.bin/node: a shell may have remembered where `node` was, and on Windows it is a script. */
function nodeProgram() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const program = resolve("node_modules", "node", "bin", name);
  // Its install script fetches the program for this machine, and doesn't try again by itself.
  for (let tries = 0; tries < 4 && !existsSync(program); tries += 1) {
    pause(tries * 2_000);
    npm(".", ["rebuild", "node", "--ignore-scripts=false"]);
  }
  if (!existsSync(program)) {
    fail(
      "npm could not install Node 24 as node_modules/node: see above, and run the command again.",
    );
  }
  return program;
}

/**
 * Waits; there is nothing else to do meanwhile.
 *
 * @param {number} ms
 */
function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(1);
}
