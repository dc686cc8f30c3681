import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { OverrideField } from "./with-override.ts";

/** Where pnpm has its settings since version 10. */
const PNPM_WORKSPACE = "pnpm-workspace.yaml";

/** The file whose overrides count for a source file. */
export interface RootManifest {
  /** An absolute path. */
  readonly path: string;
  /** Undefined where the file is still to be made. */
  readonly text: string | undefined;
  /** Of a package.json, or what else has them. */
  readonly field: OverrideField | typeof PNPM_WORKSPACE;
}

interface WorkspaceManifest {
  readonly packageManager?: unknown;
  readonly pnpm?: { readonly overrides?: unknown };
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
  const field = fieldOf(folder, JSON.parse(text) as WorkspaceManifest);
  if (field !== PNPM_WORKSPACE) return { path, text, field };
  const workspace = join(folder, PNPM_WORKSPACE);
  const isThere = existsSync(workspace);
  return { path: workspace, text: isThere ? readFileSync(workspace, "utf8") : undefined, field };
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
  const pnpm = join(root, PNPM_WORKSPACE);
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

function fieldOf(
  folder: string,
  { packageManager, pnpm }: WorkspaceManifest,
): RootManifest["field"] {
  const has = (name: string) => existsSync(join(folder, name));
  const declared = typeof packageManager === "string" ? packageManager : "";
  const [named = "", version = ""] = declared.split("@");
  if (named === "pnpm" || has("pnpm-lock.yaml") || has(PNPM_WORKSPACE)) {
    // Who has overrides in package.json has an older one.
    const isOlder = pnpm?.overrides !== undefined || Number.parseInt(version, 10) < 10;
    return isOlder ? ["pnpm", "overrides"] : PNPM_WORKSPACE;
  }
  return named === "yarn" || has("yarn.lock") ? ["resolutions"] : ["overrides"];
}
