/** What the functions emulator says of what it has loaded. */
interface Backends {
  readonly backends: readonly {
    readonly functionTriggers: readonly { readonly name: string; readonly region: string }[];
  }[];
}

/** Where the functions emulator answers, and for which project. */
export interface FunctionsEmulator {
  /** For example http://127.0.0.1:5001 */
  readonly origin: string;
  readonly project: string;
}

/** The URL of every function that the emulator has loaded, by name. */
export async function callableUrls({
  origin,
  project,
}: FunctionsEmulator): Promise<ReadonlyMap<string, string>> {
  const response = await fetch(`${origin}/backends`);
  const { backends } = (await response.json()) as Backends;
  return new Map(
    backends
      .flatMap(({ functionTriggers }) => functionTriggers)
      .map(({ name, region }) => [name, `${origin}/${project}/${region}/${name}`]),
  );
}
