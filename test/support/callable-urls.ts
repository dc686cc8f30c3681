import { emulators } from "./emulators.ts";

interface Backends {
  readonly backends: readonly {
    readonly functionTriggers: readonly { readonly name: string; readonly region: string }[];
  }[];
}

let urls: Promise<ReadonlyMap<string, string>> | undefined;

/** The URL of every callable that the functions emulator has loaded, by name. */
export function callableUrls(): Promise<ReadonlyMap<string, string>> {
  return (urls ??= discover());
}

export async function callableUrl(name: string): Promise<string> {
  const url = (await callableUrls()).get(name);
  if (url === undefined) throw new Error(`No function ${name} is running under the emulator.`);
  return url;
}

async function discover(): Promise<ReadonlyMap<string, string>> {
  const response = await fetch(`${emulators.functions}/backends`);
  const { backends } = (await response.json()) as Backends;
  const triggers = backends.flatMap(({ functionTriggers }) => functionTriggers);
  return new Map(
    triggers.map(({ name, region }) => [
      name,
      `${emulators.functions}/${emulators.project}/${region}/${name}`,
    ]),
  );
}
