import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** What a tsconfig.json or a jsconfig.json says of how imports are found. */
interface PathConfig {
  /** The folder that names without a pattern are looked for in. */
  readonly baseUrl: string | undefined;
  /** Patterns with at most one `*`, and what each stands for, as absolute paths. */
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
}

const CONFIGS = ["tsconfig.json", "jsconfig.json"];
const MAX_EXTENDED = 5;

/**
 * The files that an import may name by the `paths` and `baseUrl` of the nearest configuration. It
 * is read without what it extends from packages, which need not be installed.
 */
export function configuredPaths(): (from: string, specifier: string) => readonly string[] {
  const known = new Map<string, PathConfig | undefined>();
  const nearest = (folder: string): PathConfig | undefined => {
    if (known.has(folder)) return known.get(folder);
    const file = CONFIGS.map((name) => join(folder, name)).find((path) => existsSync(path));
    const parent = dirname(folder);
    const above = parent === folder ? undefined : nearest(parent);
    const own = file === undefined ? undefined : readConfig(file, MAX_EXTENDED);
    const config = own ?? above;
    known.set(folder, config);
    return config;
  };
  return (from, specifier) => {
    if (specifier.startsWith(".") || specifier.includes(":")) return [];
    const config = nearest(dirname(from));
    return config === undefined ? [] : candidates(config, specifier);
  };
}

function candidates({ baseUrl, paths }: PathConfig, specifier: string): readonly string[] {
  const found = paths.flatMap(([pattern, targets]) => {
    const [before = "", after] = pattern.split("*");
    if (after === undefined) return pattern === specifier ? targets : [];
    if (!specifier.startsWith(before) || !specifier.endsWith(after)) return [];
    const rest = specifier.slice(before.length, specifier.length - after.length);
    return targets.map((target) => target.replace("*", () => rest));
  });
  return baseUrl === undefined ? found : [...found, join(baseUrl, specifier)];
}

/** Undefined if neither the file nor what it extends says anything of paths. */
function readConfig(file: string, levels: number): PathConfig | undefined {
  const config = parseConfig(file);
  if (config === undefined) return undefined;
  const folder = dirname(file);
  const { baseUrl, paths } = config.compilerOptions ?? {};
  if (baseUrl === undefined && paths === undefined) {
    const [base] = [config.extends ?? []].flat();
    if (base === undefined || !base.startsWith(".") || levels === 0) return undefined;
    const path = resolve(folder, base);
    return readConfig(path.endsWith(".json") ? path : `${path}.json`, levels - 1);
  }
  const root = baseUrl === undefined ? folder : resolve(folder, baseUrl);
  return {
    baseUrl: baseUrl === undefined ? undefined : root,
    paths: Object.entries(paths ?? {}).map(([pattern, targets]) => [
      pattern,
      targets.map((target) => resolve(root, target)),
    ]),
  };
}

interface ConfigFile {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: {
    readonly baseUrl?: string;
    readonly paths?: Readonly<Record<string, readonly string[]>>;
  };
}

const STRING_OR_COMMENT = /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** Configurations are JSON with comments and commas at the end. */
function parseConfig(file: string): ConfigFile | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8")
    .replace(STRING_OR_COMMENT, (_match, string: string | undefined) => string ?? "")
    .replaceAll(/,(\s*[}\]])/g, "$1");
  try {
    return JSON.parse(text) as ConfigFile;
  } catch {
    return undefined;
  }
}
