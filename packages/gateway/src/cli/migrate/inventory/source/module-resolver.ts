import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { ResolverFactory } from "oxc-resolver";

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".vue"];
const CONDITIONS = ["types", "import", "require", "node", "browser", "default"];
/** What bundlers' templates take `@/` and `~/` for, where no configuration says it. */
const SOURCE_ALIAS = /^(?:@|~|#)\/(.*)$/;

/** Finds the file that an import names; undefined if it is none of the project's own. */
export type ResolveModule = (from: string, specifier: string) => string | undefined;

/**
 * Resolves imports as Node.js, bundlers and TypeScript do, with tsconfig.json's paths, and the
 * workspace packages under the folders by their names, installed or not.
 */
export function moduleResolver(folders: readonly string[]): ResolveModule {
  const packages = workspacePackages(folders);
  const resolver = new ResolverFactory({
    tsconfig: "auto",
    extensions: EXTENSIONS,
    conditionNames: CONDITIONS,
    mainFields: ["source", "module", "main"],
    extensionAlias: {
      ".js": [".ts", ".tsx", ".js", ".jsx"],
      ".mjs": [".mts", ".mjs"],
      ".cjs": [".cts", ".cjs"],
      ".jsx": [".tsx", ".jsx"],
    },
  });
  const known = new Map<string, string | undefined>();
  const own = (path: string | undefined): string | undefined =>
    path === undefined || /[\\/]node_modules[\\/]/.test(path) ? undefined : path;
  const find = (file: string, request: string): string | undefined =>
    own(resolver.resolveFileSync(file, request).path);
  return (from, specifier) => {
    const key = `${dirname(from)}\n${specifier}`;
    if (known.has(key)) return known.get(key);
    const found =
      find(from, specifier) ??
      byBaseUrl(from, specifier, find) ??
      bySourceAlias(from, specifier, find) ??
      byPackage(packages, specifier, find);
    known.set(key, found);
    return found;
  };
}

type Find = (file: string, request: string) => string | undefined;

/** A jsconfig.json's `baseUrl`, which the resolver reads in a tsconfig.json alone. */
function byBaseUrl(from: string, specifier: string, find: Find): string | undefined {
  if (specifier.startsWith(".") || specifier.includes(":")) return undefined;
  for (const folder of ancestors(from)) {
    const config = join(folder, "jsconfig.json");
    if (!existsSync(config)) continue;
    const base = /"baseUrl"\s*:\s*"([^"]*)"/.exec(readFileSync(config, "utf8"))?.[1];
    return base === undefined ? undefined : find(from, join(folder, base, specifier));
  }
  return undefined;
}

function bySourceAlias(from: string, specifier: string, find: Find): string | undefined {
  const rest = SOURCE_ALIAS.exec(specifier)?.[1];
  if (rest === undefined) return undefined;
  for (const folder of ancestors(from)) {
    if (!existsSync(join(folder, "package.json"))) continue;
    for (const root of ["src", "app", "."]) {
      const found = find(from, join(folder, root, rest));
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return undefined;
}

function byPackage(
  packages: ReadonlyMap<string, string>,
  specifier: string,
  find: Find,
): string | undefined {
  const [first = "", second = ""] = specifier.split("/");
  const name = first.startsWith("@") ? `${first}/${second}` : first;
  const folder = packages.get(name);
  if (folder === undefined) return undefined;
  const rest = specifier.slice(name.length + 1);
  const from = join(folder, "package.json");
  const candidates =
    rest === ""
      ? [folder, join(folder, "src"), join(folder, "src/main"), join(folder, "lib")]
      : [join(folder, rest), join(folder, "src", rest)];
  for (const candidate of candidates) {
    const found = find(from, candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

function* ancestors(file: string): Generator<string> {
  let folder = dirname(file);
  for (;;) {
    yield folder;
    const parent = dirname(folder);
    if (parent === folder) return;
    folder = parent;
  }
}

/** The folders of the packages under the given ones, at most four levels down, by their names. */
function workspacePackages(folders: readonly string[]): Map<string, string> {
  const packages = new Map<string, string>();
  const visit = (folder: string, levels: number): void => {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      const name = /"name"\s*:\s*"([^"]*)"/.exec(readFileSync(file, "utf8"))?.[1];
      if (name !== undefined && !packages.has(name)) packages.set(name, folder);
    }
    if (levels === 0) return;
    for (const name of readdirSync(folder)) {
      if (name === "node_modules" || name.startsWith(".")) continue;
      const path = join(folder, name);
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) visit(path, levels - 1);
    }
  };
  for (const folder of folders) visit(folder, 4);
  return packages;
}
