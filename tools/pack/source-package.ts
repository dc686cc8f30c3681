import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The part of a package.json that decides what is packed. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  /** Source files, by the names under which they are imported: `{ "./testing": "./src/testing/index.ts" }`. */
  readonly exports: Readonly<Record<string, string>>;
  /** Source files, by the names of the commands that they are. */
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  /** The rest is packed as it is, but for what is for this repository alone. */
  readonly [field: string]: unknown;
}

/** One of packages/, which is used here as it stands, and packed as it is built. */
export interface SourcePackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

export function sourcePackage(folder: string): SourcePackage {
  const text = readFileSync(join(folder, "package.json"), "utf8");
  return { folder, manifest: JSON.parse(text) as Manifest };
}

export function sourcePackages(): readonly SourcePackage[] {
  return readdirSync("packages")
    .toSorted()
    .map((name) => sourcePackage(join("packages", name)));
}
