import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StepOutput } from "../run-step.ts";

/** When what is told happened: behind `SINCE`. */
const AT = "2026-11-21T10:30:00Z";

/** The day on which every use came to its stage. */
export const SINCE = "2026-11-20";
/** Whom the service `api` runs as. */
export const API_ACCOUNT = "api@p.iam.gserviceaccount.com";

const since = SINCE;

/** Three uses at three stages, of two services. */
export const MIGRATION = {
  services: { web: { owner: "ann" }, api: { owner: "bob", account: API_ACCOUNT } },
  collections: {
    users: { services: { web: { stage: "gateway", since }, api: { stage: "shadow", since } } },
    rooms: { services: { web: { stage: "locked", since } } },
  },
};

/** A folder with migration.json, and with the files that say how far a project is. */
export class MovingProject {
  readonly directory = mkdtempSync(join(tmpdir(), "moving-"));

  constructor(migration: unknown = MIGRATION) {
    this.put("migration.json", migration);
  }

  /** Writes a file: a text as it is, all else as JSON. */
  put(name: string, content: unknown): void {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(join(this.directory, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.directory, name), "utf8");
  }

  /** The names of all files there. */
  files(): readonly string[] {
    return readdirSync(this.directory).toSorted();
  }

  /** Runs a step of `migrate` there; what it throws is a rejection. */
  async run(
    step: (args: readonly string[], output: StepOutput) => number | Promise<number>,
    args: readonly string[],
  ): Promise<{ readonly code: number; readonly printed: string; readonly told: string }> {
    let printed = "";
    let told = "";
    const code = await step(args, {
      print: (text) => void (printed += text),
      tell: (text) => void (told += text),
      directory: this.directory,
      now: () => new Date("2026-11-27T10:00:30Z"),
      environment: {},
    });
    return { code, printed, told };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** An entry of the audit log: somebody has queried a collection directly. */
export function loggedQuery(principalEmail: string, collectionId: string): object {
  return {
    timestamp: AT,
    protoPayload: {
      serviceName: "firestore.googleapis.com",
      methodName: "google.firestore.v1.Firestore.RunQuery",
      authenticationInfo: { principalEmail },
      request: { structuredQuery: { from: [{ collectionId }] } },
    },
  };
}

/** What the shadow of `api` has reported of a field, with a value that nobody is to be told. */
export function reportedDifference(collection: string, field: string): object {
  return {
    shadow: "difference",
    at: AT,
    service: "api",
    collections: [collection],
    read: {
      method: "batchGet",
      parent: "projects/p/databases/d/documents",
      body: { documents: ["a secret"] },
      isRedacted: false,
    },
    differences: [{ kind: "field-value", path: "users/ada", field, direct: "a secret" }],
    more: 0,
    directMs: 1,
    gatewayMs: 2,
  };
}
