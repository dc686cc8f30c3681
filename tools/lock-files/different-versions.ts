/** What a package-lock.json says is where. */
export interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** A package's own folder, and those of this repository's packages; not what another one brings. */
const OWN_FOLDER = /^(packages\/[^/]+\/)?node_modules\//;

/**
 * Says of which package not all lock files have one and the same version.
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
    const isOne = new Set(found.map(({ version }) => version)).size === 1;
    if (isOne) return [];
    const places = found.map(({ version, place }) => `${version ?? "none"} in ${place}`);
    return [`${name} is not one version: ${places.join(", ")}.`];
  });
}

interface Copy {
  readonly version: string | undefined;
  readonly place: string;
}

/** Where a lock file has the package, or that it has none. */
function copies(file: string, { packages }: LockFile, name: string): readonly Copy[] {
  const folders = Object.entries(packages).filter(
    ([folder]) => folder.replace(OWN_FOLDER, "") === name && folder !== name,
  );
  if (folders.length === 0) return [{ version: undefined, place: file }];
  return folders.map(([folder, { version }]) => ({ version, place: `${file} (${folder})` }));
}
