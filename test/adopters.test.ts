import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { startFunction } from "../tools/production/function-process.ts";
import { idTokenClaims, sign, startKeyServer } from "../tools/production/token-issuer.ts";
import { npmCommand } from "../tools/npm-command.mjs";
import { packPackage } from "../tools/pack/pack-package.ts";
import { sourcePackage } from "../tools/pack/source-package.ts";
import { emulators } from "./support/emulators.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** An empty folder, and the tarball of the library: all that a team begins with. */
let built: string;
let tarball: string;

beforeAll(async () => {
  built = mkdtempSync(resolve(".cache/packed-"));
  tarball = await packPackage(sourcePackage("packages/gateway"), built);
});
afterAll(() => rmSync(built, { recursive: true }));

function npm(cwd: string, ...args: readonly string[]): void {
  const { program, before, shell } = npmCommand();
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  // Without the variables that name emulators, which it is no part of.
  const { FIREBASE_AUTH_EMULATOR_HOST: _, FIRESTORE_EMULATOR_HOST: __, ...env } = process.env;
  execFileSync(program, [...before, ...quiet, ...args], { cwd, shell, env, encoding: "utf8" });
}

/** `database-service init`, in the folder of a project. */
function init(program: string, cwd: string, ...options: readonly string[]): string {
  const { INIT_CWD: _, ...env } = process.env;
  return execFileSync(process.execPath, [program, "init", ...options], {
    cwd,
    env,
    encoding: "utf8",
  });
}

/** Does what docs/adopting.md says, up to the deploy. */
function adopt(project: string, ...options: readonly string[]): string {
  copyFileSync(tarball, join(project, basename(tarball)));
  npm(project, "install", "--no-save", "--ignore-scripts", basename(tarball));
  const bin = realpathSync(join(project, "node_modules/.bin/database-service"));
  init(bin, project, "--package", basename(tarball), ...options);
  const app = join(project, "database-service");
  npm(app, "install", "--ignore-scripts");
  npm(app, "run", "database-service", "--", "indexes");
  return app;
}

test.each([
  ["JavaScript", []],
  ["TypeScript", ["--typescript"]],
])(
  "a team begins with an empty folder, in %s, and its first call is answered",
  async (_in, options) => {
    const project = mkdtempSync(join(tmpdir(), "adopter-"));
    const keys = await startKeyServer();
    try {
      const app = adopt(project, ...options);
      expect(readdirSync(project)).toEqual(
        expect.arrayContaining(["database-service", "firebase.json", "firestore.indexes.json"]),
      );
      expect(readFileSync(join(project, "firestore.indexes.json"), "utf8")).toContain("_quotas");
      const { main } = JSON.parse(readFileSync(join(app, "package.json"), "utf8")) as {
        main: string;
      };
      const served = await startFunction({
        source: join(app, main),
        target: "database",
        preload: ["tools/production/google-keys.ts"],
        env: {
          GCLOUD_PROJECT: emulators.project,
          FIRESTORE_EMULATOR_HOST: emulators.firestore,
          KEY_SERVER_ORIGIN: keys.origin,
        },
      });
      try {
        const uid = `adopter-${randomUUID()}`;
        const request = { collection: `users/${uid}/notes`, data: { text: "Milk" } };
        const response = await fetch(`${served.url}createDocument`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            authorization: `Bearer ${sign(idTokenClaims(emulators.project, { sub: uid }))}`,
          },
          body: JSON.stringify({ data: request }),
        });
        expect(await response.json()).toMatchObject({ result: { usage: { writes: 1 } } });
        const [stored] = await rawFirestore.list(`users/${uid}/notes`);
        expect(stored?.fields).toEqual({ text: { stringValue: "Milk" } });
      } finally {
        await served.stop();
      }
    } finally {
      await keys.close();
      rmSync(project, { recursive: true });
    }
  },
);

test("init ends with what is to be done next, and that the old way in stays open", () => {
  const project = mkdtempSync(join(tmpdir(), "adopter-"));
  try {
    writeFileSync(join(project, "firestore.rules"), "// theirs");
    writeFileSync(join(project, "firebase.json"), '{"firestore": {"rules": "firestore.rules"}}');
    copyFileSync(tarball, join(project, "it.tgz"));
    const told = init(resolve("packages/gateway/src/cli/main.ts"), project, "--package", "it.tgz");
    expect(told).toMatch(/npm install[^]*indexes[^]*deploy/);
    expect(told).toMatch(/rules/);
    expect(readFileSync(join(project, "firestore.rules"), "utf8")).toBe("// theirs");
  } finally {
    rmSync(project, { recursive: true });
  }
});
