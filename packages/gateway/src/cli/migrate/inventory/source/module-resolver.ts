import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { ResolverFactory, type NapiResolveOptions } from "oxc-resolver";
import { configuredPaths } from "./configured-paths.ts";

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".vue"];

const OPTIONS: NapiResolveOptions = {
  extensions: EXTENSIONS,
  conditionNames: ["types", "import", "require", "node", "browser", "default"],
  mainFields: ["source", "module", "main"],
  extensionAlias: {
    ".js": [".ts", ".tsx", ".js", ".jsx"],
    ".mjs": [".mts", ".mjs"],
    ".cjs": [".cts", ".cjs"],
    ".jsx": [".tsx", ".jsx"],
  },
};

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
  const resolver = new ResolverFactory({ ...OPTIONS, tsconfig: "auto" });
  const plain = new ResolverFactory(OPTIONS);
  const configured = configuredPaths();
  const known = new Map<string, string | undefined>();
  const own = (path: string | undefined): string | undefined =>
    path === undefined || /[\\/]node_modules[\\/]/.test(path) ? undefined : path;
  const find = (file: string, request: string): string | undefined =>
    own(plain.sync(dirname(file), request).path);
  const dependencies = dependencyNames();
  return (from, specifier) => {
    if (
      isElsewhere(specifier, dependencies(dirname(from))) &&
      !packages.has(packageOf(specifier))
    ) {
      return undefined;
    }
    const key = `${dirname(from)}\n${specifier}`;
    if (known.has(key)) return known.get(key);
    const found =
      own(resolver.resolveFileSync(from, specifier).path) ??
      // A configuration that extends one that is not installed fails as a whole.
      find(from, specifier) ??
      firstOf(configured(from, specifier), (path) => find(from, path)) ??
      bySourceAlias(from, specifier, find) ??
      byPackage(packages, specifier, find);
    known.set(key, found);
    return found;
  };
}

function firstOf(
  paths: readonly string[],
  find: (path: string) => string | undefined,
): string | undefined {
  for (const path of paths) {
    const found = find(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a module is Node.js's or an installed package: no need to look for it. */
function isElsewhere(specifier: string, dependencies: ReadonlySet<string>): boolean {
  return isBuiltin(specifier) || dependencies.has(packageOf(specifier));
}

function packageOf(specifier: string): string {
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

/** What the package.json files around a folder depend on, read once. */
function dependencyNames(): (folder: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  const find = (folder: string): ReadonlySet<string> => {
    const found = known.get(folder);
    if (found !== undefined) return found;
    const parent = dirname(folder);
    const names = new Set(parent === folder ? [] : find(parent));
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      const sections = /"(?:dev|peer)?[dD]ependencies"\s*:\s*\{([^}]*)\}/g;
      for (const [, section = ""] of readFileSync(file, "utf8").matchAll(sections)) {
        for (const [, name = ""] of section.matchAll(/"([^"]+)"\s*:/g)) names.add(name);
      }
    }
    known.set(folder, names);
    return names;
  };
  return find;
}

type Find = (file: string, request: string) => string | undefined;

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
  const name = packageOf(specifier);
  const folder = packages.get(name);
  if (folder === undefined) return undefined;
  const rest = specifier.slice(name.length + 1);
  const from = join(folder, "package.json");
  const candidates =
    rest === ""
      ? [folder, join(folder, "src"), join(folder, "src/main"), join(folder, "lib")]
      : [join(folder, rest), join(folder, "src", rest)];
  return firstOf(candidates, (path) => find(from, path));
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
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
        visit(path, levels - 1);
    }
  };
  for (const folder of folders) visit(folder, 4);
  return packages;
}
