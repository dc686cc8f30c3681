import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { OverrideField } from "./with-override.ts";

/** The package.json whose overrides count for a source file. */
export interface RootManifest {
  /** An absolute path. */
  readonly path: string;
  readonly text: string;
  readonly field: OverrideField;
}

interface WorkspaceManifest {
  readonly packageManager?: unknown;
  readonly workspaces?: readonly string[] | { readonly packages?: readonly string[] };
}

/**
 * The file's package, or the one that has it as a workspace; undefined where the file is in none.
 *
 * @throws SyntaxError where a package.json is no JSON
 */
export function rootManifest(sourcePath: string): RootManifest | undefined {
  const [own, ...above] = packageFolders(dirname(sourcePath));
  if (own === undefined) return undefined;
  const folder = above.find((each) => hasWorkspace(each, own)) ?? own;
  const path = join(folder, "package.json");
  const text = readFileSync(path, "utf8");
  return { path, text, field: fieldOf(folder, JSON.parse(text) as WorkspaceManifest) };
}

/** Folders with a package.json, from the innermost on. */
function packageFolders(folder: string): readonly string[] {
  const here = existsSync(join(folder, "package.json")) ? [folder] : [];
  const parent = dirname(folder);
  return parent === folder ? here : [...here, ...packageFolders(parent)];
}

function hasWorkspace(root: string, folder: string): boolean {
  const path = relative(root, folder).split(sep).join("/");
  return workspacePatterns(root).some((pattern) => patternOf(pattern).test(path));
}

function workspacePatterns(root: string): readonly string[] {
  const { workspaces = [] } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  ) as WorkspaceManifest;
  const named = "packages" in workspaces ? (workspaces.packages ?? []) : workspaces;
  const pnpm = join(root, "pnpm-workspace.yaml");
  const listed = existsSync(pnpm) ? readFileSync(pnpm, "utf8") : "";
  const items = listed.matchAll(/^\s*-\s*["']?([^"'\s#]+)/gm);
  return [...(named as readonly string[]), ...Array.from(items, ([, item = ""]) => item)];
}

/** `packages/*` and `apps/**`, as an expression. */
function patternOf(pattern: string): RegExp {
  const parts = pattern.replace(/^\.\//, "").replace(/\/$/, "").split("/");
  const sources = parts.map((part) =>
    part === "**" ? ".+" : part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*"),
  );
  return new RegExp(`^${sources.join("/")}$`);
}

function fieldOf(folder: string, { packageManager }: WorkspaceManifest): OverrideField {
  const has = (name: string) => existsSync(join(folder, name));
  const named = typeof packageManager === "string" ? (packageManager.split("@")[0] ?? "") : "";
  if (named === "pnpm" || has("pnpm-lock.yaml") || has("pnpm-workspace.yaml")) {
    return ["pnpm", "overrides"];
  }
  return named === "yarn" || has("yarn.lock") ? ["resolutions"] : ["overrides"];
}
