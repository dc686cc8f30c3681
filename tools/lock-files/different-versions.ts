/** What a package-lock.json says is where. */
export interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** A package's own folder, and those of this repository's packages; not what another one brings. */
const OWN_FOLDER = /^(packages\/[^/]+\/)?node_modules\//;

/**
 * Says which packages are there in several versions, or not at all.
 *
 * @param lockFiles by their paths
 * @returns a sentence for each such package
 */
export function differentVersions(
  lockFiles: Readonly<Record<string, LockFile>>,
  names: readonly string[],
): readonly string[] {
  return names.flatMap((name) => {
    const found = Object.entries(lockFiles).flatMap(([file, lock]) => copies(file, lock, name));
    if (found.length === 0) return [`${name} is in no lock file.`];
    if (new Set(found.map(({ version }) => version)).size === 1) return [];
    const places = found.map(({ version, place }) => `${version} in ${place}`);
    return [`${name} is not one version: ${places.join(", ")}.`];
  });
}

interface Copy {
  readonly version: string;
  readonly place: string;
}

function copies(file: string, { packages }: LockFile, name: string): readonly Copy[] {
  return Object.entries(packages)
    .filter(([folder]) => OWN_FOLDER.test(folder) && folder.replace(OWN_FOLDER, "") === name)
    .map(([folder, { version = "" }]) => ({ version, place: `${file} (${folder})` }));
}
