import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { GoogleApis } from "./google-apis.ts";
import type { CloudFunction, GoogleProject } from "./project.ts";

const LEFT_OUT = new Set([".git", ".cache", "node_modules", "lib"]);

const DISPENSABLE = new Set(["iam.googleapis.com:443", "registry.npmjs.org:443"]);

/** Where the emulators of the test run are, and what else a deploy must not find. */
const UNSET = [
  "FIRESTORE_EMULATOR_HOST",
  "FIREBASE_AUTH_EMULATOR_HOST",
  "GCLOUD_PROJECT",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "NODE_ENV",
];

export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** A copy of this repository, and Google's APIs to deploy it to. */
export class Rehearsal {
  readonly folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  readonly project: GoogleProject;
  readonly apis: GoogleApis;

  private constructor(project: GoogleProject, apis: GoogleApis) {
    this.project = project;
    this.apis = apis;
    cpSync(".", this.folder, {
      recursive: true,
      filter: (path) =>
        !relative(".", path)
          .split(/[\\/]/)
          .some((name) => LEFT_OUT.has(name)),
    });
    for (const modules of [
      "node_modules",
      "functions/node_modules",
      "packages/gateway/node_modules",
    ]) {
      symlinkSync(resolve(modules), join(this.folder, modules), "junction");
    }
  }

  static async start(project: GoogleProject): Promise<Rehearsal> {
    return new Rehearsal(project, await GoogleApis.start(project));
  }

  /** `npm run deploy -- --project <id> --yes <args>` */
  deploy(...more: readonly string[]): Promise<Outcome> {
    const args = ["run", "deploy", "--", "--project", this.project.id, "--yes", ...more];
    return this.#run("npm", args);
  }

  /** `npx firebase <args> --project <id>`, in which the functions load on this repository's Node. */
  firebase(...args: readonly string[]): Promise<Outcome> {
    return this.#run("npx", ["firebase", ...args, "--project", this.project.id]);
  }

  /**
   * What was asked that no stand-in answers, and would have gone to the real Google; but for a check
   * at a fixed origin and a look for a newer SDK, without which firebase-tools goes on.
   */
  strangeRequests(): string[] {
    const { unknown, tunnels } = this.apis;
    return [...unknown, ...tunnels.filter((authority) => !DISPENSABLE.has(authority))];
  }

  /** The functions of a region, by id. */
  functionsIn(region: string): ReadonlyMap<string, CloudFunction> {
    const { id, functions } = this.project;
    const prefix = `projects/${id}/locations/${region}/functions/`;
    const there = [...functions].filter(([name]) => name.startsWith(prefix));
    return new Map(there.map(([name, value]) => [name.slice(prefix.length), value]));
  }

  /** The rules that are in force for a service; undefined where there are none. */
  rulesOf(service: string): unknown {
    const { id, releases, rulesets } = this.project;
    const release = releases.get(`projects/${id}/releases/${service}`);
    return rulesets.get(String(release?.["rulesetName"]))?.["source"];
  }

  close(): void {
    this.apis.close();
    rmSync(this.folder, { recursive: true });
  }

  async #run(program: string, args: readonly string[]): Promise<Outcome> {
    const inherited = Object.entries(process.env).filter(([name]) => !UNSET.includes(name));
    const env = {
      ...Object.fromEntries(inherited),
      ...this.apis.env,
      // Neither news nor updates, and a configuration of its own: there nobody is logged in.
      CI: "true",
      NO_UPDATE_NOTIFIER: "1",
      // Seconds: a busy machine takes longer to load the functions than the ten that they have.
      FUNCTIONS_DISCOVERY_TIMEOUT: "120",
      XDG_CONFIG_HOME: join(this.folder, ".config"),
    };
    const options = { cwd: this.folder, env, shell: process.platform === "win32" };
    return new Promise((done) => {
      const child = execFile(program, args, options, (_error, stdout, stderr) => {
        done({ status: child.exitCode ?? 1, output: stdout + stderr });
      });
    });
  }
}
