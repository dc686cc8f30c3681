import { PlainError } from "../command/plain-error.ts";
import { parseFirebaseJson } from "../project/firebase-json.ts";

/** What `init` calls the functions of the gateway in firebase.json: a deploy leaves others alone. */
export const CODEBASE = "database-service";

const FILE = "firebase.json";
const INDEXES = "firestore.indexes.json";

/** A value of firebase.json that is kept as it is. */
type Kept = Readonly<Record<string, unknown>>;

/**
 * A firebase.json with the gateway's codebase, and an index file for the default database where it
 * names none. All else stays as it is, the indentation too.
 *
 * @param text the file as it is; undefined where there is none
 * @param functions what firebase.json says of the codebase
 * @throws PlainError where it is no firebase.json, or has a codebase of that name
 */
export function addCodebase(text: string | undefined, functions: Kept): string {
  const config = text === undefined ? {} : parseConfig(text);
  if (functionsOf(config).some(({ codebase }) => codebase === CODEBASE)) {
    throw new PlainError(`${FILE} has a codebase ${CODEBASE} already. Nothing was changed.`);
  }
  const changed = {
    ...config,
    functions: [...functionsOf(config), { ...functions, codebase: CODEBASE }],
    firestore: withIndexFile(config["firestore"]),
  };
  return inStyleOf(text ?? "\n", JSON.stringify(changed, null, indentOf(text ?? "")));
}

/** The folders that firebase.json says functions are in. */
export function functionsFolders(text: string | undefined): readonly unknown[] {
  return text === undefined ? [] : functionsOf(parseConfig(text)).map(({ source }) => source);
}

function parseConfig(text: string): Kept {
  const config = parseFirebaseJson(text, FILE);
  if (isObject(config)) return config;
  throw new PlainError(`${FILE} is not an object. Nothing was changed.`);
}

/** There may be a list, one alone, or none. */
function functionsOf({ functions = [] }: Kept): readonly Kept[] {
  const list: unknown = Array.isArray(functions) ? functions : [functions];
  if (Array.isArray(list) && list.every(isObject)) return list;
  throw new PlainError(`"functions" in ${FILE} is no object and no list of some.`);
}

function withIndexFile(firestore: unknown): unknown {
  if (firestore === undefined) return { indexes: INDEXES };
  if (Array.isArray(firestore)) return firestore.map((one: unknown) => withIndexFileOf(one));
  return withIndexFileOf(firestore);
}

function withIndexFileOf(firestore: unknown): unknown {
  if (!isObject(firestore) || firestore["indexes"] !== undefined) return firestore;
  const { database = "(default)", target } = firestore;
  if (database !== "(default)" || target !== undefined) return firestore;
  return { ...firestore, indexes: INDEXES };
}

function isObject(value: unknown): value is Kept {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function indentOf(text: string): string {
  return /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
}

/** With the line ends of the text, and one at the end if it has one. */
function inStyleOf(text: string, json: string): string {
  const lines = text.endsWith("\n") ? `${json}\n` : json;
  return text.includes("\r\n") ? lines.replaceAll("\n", "\r\n") : lines;
}
