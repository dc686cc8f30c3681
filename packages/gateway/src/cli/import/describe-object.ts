import { TokenType, Tokenizer } from "@streamparser/json";

/** What stands at a name of a JSON object: what it is, and what its own values are. */
interface ObjectMember {
  readonly kind: ObjectKind;
  readonly members: Map<string, ObjectMember>;
}

type ObjectKind = "object" | "array" | "value";

const MAX_NAMES = 200;
const MAX_LISTED = 8;
const DEPTH = 3;

const MONGODB = /"\$(oid|date|number(Int|Long|Double|Decimal))"\s*:/;

/**
 * Says what the JSON object is with which a file starts, and how its rows are imported: one object is
 * never taken for one document.
 *
 * @param head the start of the file
 */
export function describeObject(head: string): string {
  const object = outline(head);
  const names = [...object.keys()];
  const listed = names.slice(0, MAX_LISTED).map((name) => JSON.stringify(name));
  const more = names.length > MAX_LISTED ? ", …" : "";
  const what =
    names.length === 0
      ? "one object without a key"
      : `one object with the keys ${listed.join(", ")}${more}`;
  return `it is ${what}, not an array of rows. ${adviceFor(object, head)}`;
}

function adviceFor(object: Map<string, ObjectMember>, head: string): string {
  if (isSequence(head)) return adviceForSequence(head);
  const collections = object.get("__collections__");
  if (collections !== undefined) return adviceForExport([...collections.members.keys()]);
  const members = [...object.entries()];
  const arrays = members.filter(([, { kind }]) => kind === "array").map(([name]) => name);
  if (arrays.includes("features")) {
    return (
      "It is GeoJSON: --at features imports its features. Firestore has no arrays within arrays, as " +
      "the coordinates of most geometries are: --stringify geometry stores each as a text of JSON."
    );
  }
  const objects = members.filter(([, { kind }]) => kind === "object");
  if (objects.length > 0 && objects.length === members.length) return adviceForObjects(objects);
  if (arrays.length > 0) return `To import the array at a key: ${optionsFor(arrays, "--at ")}.`;
  return "To import it as one document, put it into an array: [ … ].";
}

function adviceForSequence(head: string): string {
  const advice = "It goes on with another object a line: say --format ndjson";
  return MONGODB.test(head) ? `${advice} --from mongodb, since it is mongoexport's.` : `${advice}.`;
}

function adviceForExport(collections: readonly string[]): string {
  const places = collections.map((name) => `__collections__.${name}`);
  return (
    "It is an export by node-firestore-import-export, of several collections; import each by itself: " +
    `${optionsFor(places, "--format json-map --from firestore --at ")}.`
  );
}

function adviceForObjects(objects: readonly (readonly [string, ObjectMember])[]): string {
  const areCollections = objects.every(
    ([, { members }]) =>
      members.size > 0 && [...members.values()].every(({ kind }) => kind === "object"),
  );
  if (!areCollections) return "If its keys are the ids of its values: --format json-map.";
  const names = objects.map(([name]) => name);
  return (
    "It looks like a map of collections, as firestore-export-import and the Realtime Database export " +
    `them; import each by itself: ${optionsFor(names, "--format json-map --from firestore --at ")}. ` +
    "If its keys are the ids of documents instead: --format json-map."
  );
}

function optionsFor(values: readonly string[], option: string): string {
  const shown = values.slice(0, MAX_LISTED).map((value) => `${option}${value}`);
  return shown.join(", or ") + (values.length > MAX_LISTED ? ", …" : "");
}

/** Whether the first line is an object and the next one starts another, as NDJSON has it. */
function isSequence(head: string): boolean {
  const [first = "", second] = head.split("\n").filter((line) => line.trim() !== "");
  if (second?.startsWith("{") !== true) return false;
  try {
    return typeof JSON.parse(first) === "object";
  } catch {
    return false;
  }
}

/** The names of the outermost objects, as far as they stand in this text. */
function outline(head: string): Map<string, ObjectMember> {
  const tokenizer = new Tokenizer({ separator: "" });
  const root: ObjectMember = { kind: "object", members: new Map() };
  const around: (ObjectMember | undefined)[] = [];
  let name: string | undefined;
  let text = "";
  const add = (kind: ObjectKind): ObjectMember | undefined => {
    const parent = around.at(-1);
    if (parent === undefined || name === undefined || parent.kind !== "object") return undefined;
    const member: ObjectMember = { kind, members: new Map() };
    if (around.length <= DEPTH && parent.members.size < MAX_NAMES) parent.members.set(name, member);
    name = undefined;
    return member;
  };
  tokenizer.onToken = ({ token, value }) => {
    if (token === TokenType.COLON) name = text;
    else if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) {
      const kind = token === TokenType.LEFT_BRACE ? "object" : "array";
      around.push(around.length === 0 ? root : add(kind));
    } else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) around.pop();
    else if (token !== TokenType.COMMA) {
      if (token === TokenType.STRING) text = value as string;
      add("value");
    }
  };
  try {
    tokenizer.write(head);
  } catch {
    // What is wrong with it concerns who reads it: this is about its start.
  }
  return root.members;
}
