import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { api } from "../functions/src/contract/api.ts";
import { buildFunctions } from "../scripts/gateway/build-functions.ts";

const INSTALL_TIMEOUT_MS = 180_000;

/** The part of firebase-tools that packs functions; it has no types of its own. */
interface Packer {
  prepareFunctionsUpload(
    projectDir: string,
    sourceDir: string,
    config: object | undefined,
    additionalSources: readonly string[],
    runtimeConfig: undefined,
    options: { readonly exportType: "tar.gz" },
  ): Promise<{ readonly pathToSource: string }>;
}

/** What firebase-functions' loader says of a function. */
interface Endpoint {
  readonly platform: string;
  readonly entryPoint: string;
  readonly callableTrigger?: object;
}

let folder: string;
let packed: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "deploy-"));
  const source = join(folder, "functions");
  cpSync("functions", source, {
    recursive: true,
    filter: (path) => !["node_modules", "lib"].some((name) => path === join("functions", name)),
  });
  await buildFunctions(join(source, "lib/index.js"));
  // What a developer's folder has, and a deploy must leave behind.
  cpSync("functions/node_modules/zod", join(source, "node_modules/zod"), { recursive: true });
  writeFileSync(join(source, ".env.local"), "REGION=local\n");
  writeFileSync(join(source, "firebase-debug.log"), "");
  packed = join(folder, "packed");
  mkdirSync(packed);
  execFileSync("tar", ["-xzf", await pack(source), "-C", packed]);
  npmInstall(packed);
}, INSTALL_TIMEOUT_MS);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Packs the folder with firebase-tools' own packer and firebase.json's own list of what to leave out. */
async function pack(source: string): Promise<string> {
  const config = JSON.parse(readFileSync("firebase.json", "utf8")) as {
    functions: { ignore: string[] }[];
  };
  const { prepareFunctionsUpload } = jest.requireActual<Packer>(
    "firebase-tools/lib/deploy/functions/prepareFunctionsUpload.js",
  );
  const [functions] = config.functions;
  const options = { exportType: "tar.gz" } as const;
  return (await prepareFunctionsUpload(folder, source, functions, [], undefined, options))
    .pathToSource;
}

/** As Cloud Build does it: by the lock file, without what only development needs. */
function npmInstall(cwd: string): void {
  const args = ["ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", args, { cwd, shell: process.platform === "win32" });
}

test("a deploy packs the bundle and what installs its dependencies, and nothing else", () => {
  const files = readdirSync(packed).filter((name) => name !== "node_modules");
  expect(files.filter((name) => !name.startsWith(".env"))).toEqual([
    "lib",
    "package-lock.json",
    "package.json",
  ]);
  expect(files).not.toContain(".env.local");
  expect(readdirSync(join(packed, "lib")).toSorted()).toEqual(["index.js", "index.js.map"]);
});

test("from the pack alone, firebase-functions' own loader discovers every callable", () => {
  const manifest = join(folder, "manifest.json");
  const loader = join(packed, "node_modules/firebase-functions/lib/bin/firebase-functions.js");
  execFileSync(process.execPath, [loader], {
    cwd: packed,
    env: {
      PATH: process.env["PATH"],
      GCLOUD_PROJECT: "demo-database-service",
      FUNCTIONS_MANIFEST_OUTPUT_PATH: manifest,
    },
  });
  const { endpoints } = JSON.parse(readFileSync(manifest, "utf8")) as {
    endpoints: Record<string, Endpoint>;
  };
  expect(Object.keys(endpoints).toSorted()).toEqual(Object.keys(api).toSorted());
  for (const [name, endpoint] of Object.entries(endpoints)) {
    expect(endpoint).toMatchObject({ platform: "gcfv2", entryPoint: name, callableTrigger: {} });
  }
});
