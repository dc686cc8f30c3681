import { execFileSync, spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { freePorts } from "../../tools/emulators/ports.ts";
import { isListening } from "../../tools/production/function-process.ts";

/** An empty PostgreSQL server, on this machine. */
export interface Postgres {
  /** `postgres://…` */
  readonly uri: string;
  stop(): Promise<void>;
}

const POLL_MS = 50;

/**
 * Starts the PostgreSQL that is installed, with its defaults and a data folder of its own.
 *
 * @throws PlainError where none is installed
 */
export async function startPostgres(): Promise<Postgres> {
  const programs = findPrograms();
  const folder = mkdtempSync(join(tmpdir(), "bench-postgres-"));
  const owner = ownerOfData();
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid ?? 0);
  const data = join(folder, "data");
  const init = ["-D", data, "-U", "bench", "--auth=trust", "--encoding=UTF8", "--locale=C"];
  execFileSync(join(programs, "initdb"), init, { stdio: "ignore", ...owner, cwd: folder });
  const [port = 0] = await freePorts(1);
  const args = ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder];
  const options: SpawnOptions = { stdio: "ignore", ...owner, cwd: folder };
  const server = spawn(join(programs, "postgres"), args, options);
  const ended = once(server, "exit");
  while (!(await isListening(port))) {
    if (server.exitCode !== null) throw new PlainError("PostgreSQL ended before it listened.");
    await sleep(POLL_MS);
  }
  return {
    uri: `postgres://bench@127.0.0.1:${String(port)}/postgres`,
    async stop() {
      // Its fast way to end, with connections open.
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findPrograms(): string {
  const inPath = (process.env["PATH"] ?? "").split(delimiter);
  const debian = globSync("/usr/lib/postgresql/*/bin").toSorted().toReversed();
  const found = [...inPath, ...debian].find((folder) =>
    ["initdb", "postgres"].every((name) => existsSync(join(folder, name))),
  );
  if (found === undefined) {
    throw new PlainError(
      "PostgreSQL is not installed (apt-get install postgresql), which Parse Server needs.",
    );
  }
  return found;
}

/** PostgreSQL refuses to run as root: then it runs as its own user, or nobody. */
function ownerOfData(): Pick<SpawnOptions, "uid" | "gid"> {
  if (process.getuid?.() !== 0) return {};
  const idOf = (kind: "-u" | "-g", user: string) =>
    Number(execFileSync("id", [kind, user], { stdio: ["ignore", "pipe", "ignore"] }));
  for (const user of ["postgres", "nobody"]) {
    try {
      return { uid: idOf("-u", user), gid: idOf("-g", user) };
    } catch {
      // There is no such user.
    }
  }
  throw new PlainError("PostgreSQL does not run as root, and there is no user postgres or nobody.");
}
