import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PlainError } from "../command/plain-error.ts";
import type { ProjectFolder } from "./find-project.ts";
import type { FunctionsConfig } from "./firebase-json.ts";
import { gatewaysIn, type FoundGateway } from "./gateways-in.ts";

/** A gateway of a project, and what is deployed with it. */
export interface LoadedGateway extends FoundGateway {
  readonly codebase: string;
  /** The folder that is deployed, with the gateway's .env files. */
  readonly folder: string;
}

/** The part of a package.json that says what it is. */
interface Manifest {
  readonly main?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const LIBRARY = "@database-service/gateway";

/**
 * Loads the gateways of a project, as firebase-tools does when it looks which functions there are.
 *
 * @param module the one that exports them, in a codebase's folder @default what `main` of each
 * package.json names that asks for the library
 * @throws PlainError where there are none, or a module can't be loaded
 */
export async function loadGateways(
  { folder, config }: ProjectFolder,
  module?: string,
): Promise<readonly LoadedGateway[]> {
  const sources = config.functions.flatMap((functions) => sourceOf(functions, folder, module));
  const gateways: LoadedGateway[] = [];
  for (const { file, ...source } of sources) {
    const found = gatewaysIn(await load(file));
    gateways.push(...found.map((gateway) => ({ ...gateway, ...source })));
  }
  if (gateways.length > 0) return gateways;
  throw new PlainError(
    `No functions of ${join(folder, "firebase.json")} are a gateway's. Their package.json must ask for ${LIBRARY}, ` +
      "and the module that it names as main must export what gateway() answers.",
  );
}

interface Source extends Pick<LoadedGateway, "codebase" | "folder"> {
  readonly file: string;
}

function sourceOf(
  { source, codebase }: FunctionsConfig,
  project: string,
  module: string | undefined,
): readonly Source[] {
  if (source === undefined) return [];
  const folder = resolve(project, source);
  if (module !== undefined) {
    const file = resolve(project, module);
    return relative(folder, file).startsWith("..") ? [] : [{ codebase, folder, file }];
  }
  const manifest = manifestOf(folder);
  const asks = { ...manifest.devDependencies, ...manifest.dependencies };
  if (!Object.hasOwn(asks, LIBRARY)) return [];
  return [{ codebase, folder, file: join(folder, manifest.main ?? "index.js") }];
}

/** Functions in another language have none. */
function manifestOf(folder: string): Manifest {
  const file = join(folder, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : {};
}

async function load(module: string): Promise<object> {
  const file = resolved(module);
  const before = { ...process.env };
  const discovery = discoveryEnvironment(process.env);
  Object.assign(process.env, discovery);
  try {
    return await loadModule(file);
  } catch (cause) {
    // What is wrong is the app's: its lines are what its author needs.
    const shown = (cause as Error).stack ?? String(cause);
    throw new PlainError(`The functions can't be loaded from ${file}: ${shown}`, { cause });
  } finally {
    for (const name of Object.keys(discovery)) restore(name, before[name]);
  }
}

/** As Node.js finds it, with its extension. */
function resolved(module: string): string {
  try {
    return createRequire(module).resolve(module);
  } catch (cause) {
    throw new PlainError(`${module} is not there: build the functions first (npm run build).`, {
      cause,
    });
  }
}

/** What firebase-tools sets while it looks which functions there are. */
function discoveryEnvironment({ GCLOUD_PROJECT, FIREBASE_CONFIG }: NodeJS.ProcessEnv) {
  const project = GCLOUD_PROJECT ?? "demo-project";
  return {
    FUNCTIONS_CONTROL_API: "true",
    GCLOUD_PROJECT: project,
    FIREBASE_CONFIG: FIREBASE_CONFIG ?? JSON.stringify({ projectId: project }),
  };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

/** As Firebase's own loader does: only what can't be required is imported. */
async function loadModule(file: string): Promise<object> {
  try {
    return createRequire(file)(file) as object;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_REQUIRE_ESM" && code !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
    return (await import(pathToFileURL(file).href)) as object;
  }
}
