import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { FirestoreAccess } from "./access/firestore-access.ts";
import { collectionPattern, patternKey } from "./access/collection-pattern.ts";
import { findAccesses } from "./access/find-accesses.ts";
import type { FoundAccess } from "./access/touch.ts";
import { gatewayEquivalent } from "./access/gateway-equivalent.ts";
import { webServices } from "./access/web-services.ts";
import type { Touch } from "./access/touch.ts";
import { createEvaluation } from "./evaluate/create-evaluation.ts";
import type { KnownCaller } from "./evaluate/evaluation.ts";
import { createProject } from "./evaluate/source-project.ts";
import { findSources } from "./source/find-sources.ts";
import { moduleResolver } from "./source/module-resolver.ts";
import { parseSource, type SourceFile } from "./source/source-file.ts";

/** What to look through. */
export interface InventoryRequest {
  /** Absolute paths. */
  readonly folders: readonly string[];
  /** The service that all files belong to; without it each package is one, by its name. */
  readonly service?: string;
  /** Told from time to time how many files are done, of how many. */
  readonly onProgress?: (done: number, files: number) => void;
}

/** After so many files it is told again. */
const TELL_EVERY = 500;

/** A file that could not be read as JavaScript or TypeScript. */
export interface Unread {
  readonly file: string;
  readonly problem: string;
}

/** All accesses to Firestore in some folders. */
export interface Inventory {
  readonly files: number;
  readonly accesses: readonly FirestoreAccess[];
  readonly unread: readonly Unread[];
}

/** Reads all sources of some folders and finds every access to Firestore in them. */
export function takeInventory({ folders, service, onProgress }: InventoryRequest): Inventory {
  const sources = distinctSources(folders);
  const files = sources.map(({ path }) => parseSource(path, readFileSync(path, "utf8")));
  const evaluation = createEvaluation(createProject(files, moduleResolver(folders)));
  const folderOf = new Map(files.map((file, index) => [file, sources[index]?.folder ?? ""]));
  const nameService = serviceNames(service);
  const placeOf: PlaceOf = (file) => {
    const folder = folderOf.get(file) ?? "";
    const path = relative(folder, file.path).split(sep).join("/");
    return { service: nameService(file.path, folder), file: path };
  };
  const isWeb = webServices(files, (file) => placeOf(file).service);
  const accesses = files.flatMap((file, index) => {
    if (index > 0 && index % TELL_EVERY === 0) onProgress?.(index, files.length);
    return findAccesses(evaluation, file).flatMap((found) =>
      describe(found, file, { placeOf, isWeb }),
    );
  });
  const unread = files.flatMap(({ path, problem }) =>
    problem === undefined ? [] : [{ file: path, problem }],
  );
  return { files: files.length, accesses, unread };
}

/** Each file once, in the first folder that has it. */
function distinctSources(folders: readonly string[]) {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const path of findSources(folder)) if (!found.has(path)) found.set(path, folder);
  }
  return [...found].map(([path, folder]) => ({ path, folder }));
}

type PlaceOf = (file: SourceFile) => Pick<FirestoreAccess, "service" | "file">;

interface DescribedIn {
  readonly placeOf: PlaceOf;
  readonly isWeb: (service: string) => boolean;
}

/**
 * One access for each collection that a place may reach. What a shared function does for its
 * callers is theirs: it counts for the service that calls it.
 */
function describe(
  { offset, touches }: FoundAccess,
  file: SourceFile,
  { placeOf, isWeb }: DescribedIn,
): readonly FirestoreAccess[] {
  const position = file.positionAt(offset);
  const accesses = new Map<string, FirestoreAccess>();
  for (const touch of touches) {
    const { caller } = touch;
    const service = placeOf(caller?.file ?? file).service;
    const access = { ...placeOf(file), service, ...position, ...inWords(touch, isWeb(service)) };
    const { operation, collection, group } = access;
    const key = [service, operation, patternKey(collection), String(group)].join(" ");
    const callers = accesses.get(key)?.callers ?? [];
    const called = caller === undefined ? [] : [placeOfCaller(caller, placeOf)];
    const all = [...new Set([...callers, ...called])];
    accesses.set(key, {
      ...(accesses.get(key) ?? access),
      ...(all.length === 0 ? {} : { callers: all }),
    });
  }
  const all = [...accesses.values()];
  return all.filter((access) => !all.some((other) => covers(other, access)));
}

function placeOfCaller({ file, node }: KnownCaller, placeOf: PlaceOf): string {
  return `${placeOf(file).file}:${file.positionAt(node.start).line}`;
}

/** Whether one access's collection is the other's with some ids left open. */
function covers(general: FirestoreAccess, special: FirestoreAccess): boolean {
  if (general === special || general.service !== special.service) return false;
  if (general.operation !== special.operation) return false;
  if (general.group !== special.group) return false;
  const segments = special.collection.split("/");
  const pattern = general.collection.split("/");
  if (general.collection === special.collection || pattern.length !== segments.length) return false;
  return pattern.every(
    (part, index) => part === segments[index] || (index % 2 === 1 && /^\{[^{}]*\}$/.test(part)),
  );
}

function inWords(
  { operation, of, within }: Touch,
  isWeb: boolean,
): Omit<FirestoreAccess, "service" | "file" | "line" | "column"> {
  const gateway = gatewayEquivalent({ operation, isWeb, ...(within && { within }) });
  return {
    operation,
    ...collectionPattern(of),
    ...(of.group ? { group: true } : {}),
    ...(within === undefined ? {} : { within }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}

/** A file's service: the one given, or the package it is in, within its folder. */
function serviceNames(service: string | undefined): (path: string, folder: string) => string {
  const known = new Map<string, string>();
  const nameOf = (directory: string, folder: string): string => {
    const found = known.get(directory);
    if (found !== undefined) return found;
    const name =
      packageName(directory) ??
      (directory === folder || !directory.startsWith(folder)
        ? basename(folder)
        : nameOf(dirname(directory), folder));
    known.set(directory, name);
    return name;
  };
  return (path, folder) => service ?? nameOf(dirname(path), folder);
}

function packageName(directory: string): string | undefined {
  const file = join(directory, "package.json");
  if (!existsSync(file)) return undefined;
  const name = /"name"\s*:\s*"([^"]*)"/.exec(readFileSync(file, "utf8"))?.[1];
  return name === undefined || name === "" ? basename(directory) : name;
}
