import { spawn, type ChildProcess } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../../tools/emulators/ports.ts";
import {
  authEmulator,
  signInWithCustomToken,
  unsignedCustomToken,
} from "../../packages/gateway/src/cli/tokens/sign-in.ts";

const EMULATORS = [
  "auth",
  "functions",
  "hosting",
  "firestore",
  "hub",
  "logging",
  "eventarc",
  "tasks",
] as const;

/** What `npm start -- --memory` runs: this project on ports of its own, its sources to be changed. */
export class StartedProject {
  readonly folder: string;
  readonly process: ChildProcess;
  /** All that it has printed. */
  output = "";
  readonly #ports: Readonly<Record<(typeof EMULATORS)[number], number>>;

  private constructor(folder: string, ports: readonly number[]) {
    this.folder = folder;
    this.#ports = Object.fromEntries(
      EMULATORS.map((name, index) => [name, ports[index] ?? 0]),
    ) as Record<(typeof EMULATORS)[number], number>;
    const { FIRESTORE_EMULATOR_HOST: _, FIREBASE_AUTH_EMULATOR_HOST: __, ...env } = process.env;
    const path = `${resolve("node_modules/.bin")}:${String(env["PATH"])}`;
    this.process = spawn(process.execPath, ["tools/start.ts", "--memory"], {
      cwd: folder,
      env: { ...env, PATH: path },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on("data", (chunk) => (this.output += String(chunk)));
  }

  static async start(): Promise<StartedProject> {
    const folder = mkdtempSync(resolve(".cache/npm-start-"));
    const ports = await freePorts(EMULATORS.length);
    layOut(folder, ports);
    const project = new StartedProject(folder, ports);
    await project.until(() => project.output.includes("A call to paste"));
    return project;
  }

  /** The operator's console. */
  get consoleUrl(): string {
    return `http://127.0.0.1:${String(this.#ports.hosting)}`;
  }

  /** @throws Error with all that was printed, where it has ended */
  async until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isTrue())) {
      if (this.process.exitCode !== null) throw new Error(this.output);
      await sleep(100);
    }
  }

  idToken(uid: string, claims = {}): Promise<string> {
    const auth = authEmulator(`127.0.0.1:${String(this.#ports.auth)}`);
    return signInWithCustomToken(auth, unsignedCustomToken({ uid, claims }));
  }

  /** Makes an account without any right. */
  async signUp(email: string, password: string): Promise<void> {
    const { origin, apiKey } = authEmulator(`127.0.0.1:${String(this.#ports.auth)}`);
    await fetch(`${origin}/v1/accounts:signUp?key=${apiKey}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
  }

  /** Calls the function `database`: OK, or the status of its error. */
  async call(idToken: string, callable: string, data: object): Promise<string> {
    const origin = `http://127.0.0.1:${String(this.#ports.functions)}`;
    const url = `${origin}/demo-database-service/us-central1/database/${callable}`;
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${idToken}` },
      body: JSON.stringify({ data }),
    });
    const { error } = (await response.json()) as { error?: { status: string } };
    return error?.status ?? "OK";
  }

  stop(): void {
    this.process.kill("SIGKILL");
    rmSync(this.folder, { recursive: true });
  }
}

function layOut(folder: string, ports: readonly number[]): void {
  for (const name of ["tools", "packages", "node_modules"]) {
    symlinkSync(resolve(name), join(folder, name), "junction");
  }
  mkdirSync(join(folder, "functions"));
  for (const name of ["src", "package.json", ".env"]) {
    cpSync(join("functions", name), join(folder, "functions", name), { recursive: true });
  }
  symlinkSync(
    resolve("functions/node_modules"),
    join(folder, "functions/node_modules"),
    "junction",
  );
  cpSync("firestore.rules", join(folder, "firestore.rules"));
  cpSync("firestore.indexes.json", join(folder, "firestore.indexes.json"));
  const listening = EMULATORS.map((name, index) => [name, { port: ports[index] }] as const);
  const config = JSON.parse(readFileSync("firebase.json", "utf8")) as object;
  const emulators = { ...Object.fromEntries(listening), ui: { enabled: false } };
  writeFileSync(join(folder, "firebase.json"), JSON.stringify({ ...config, emulators }));
}
