import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What npm copies of a package.json into the lock file, and would copy anew at the next install. */
const COPIED = [
  "name",
  "version",
  "license",
  "workspaces",
  "bin",
  "engines",
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
] as const;

type Manifest = Readonly<Partial<Record<(typeof COPIED)[number], unknown>>>;

interface OwnLockFile {
  readonly packages: Readonly<Record<string, Manifest>>;
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

/** `./src/main.ts` is `src/main.ts` there. */
function copied(manifest: Manifest): Manifest {
  const entries = COPIED.flatMap((name) => {
    const value = manifest[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return JSON.parse(JSON.stringify(Object.fromEntries(entries)).replaceAll('"./', '"')) as Manifest;
}

test.each([".", "functions"])("an install leaves the lock file of %s as it is", (folder) => {
  const { packages } = read(join(folder, "package-lock.json")) as OwnLockFile;
  const own = Object.keys(packages).filter((place) => !place.includes("node_modules"));
  expect(own).toContain("");
  for (const place of own) {
    const manifest = read(join(folder, place, "package.json")) as Manifest;
    expect({ place, ...copied(packages[place] ?? {}) }).toEqual({ place, ...copied(manifest) });
  }
});
