import * as library from "../../../index.ts";
import * as rules from "../../../rules/index.ts";
import { accessText } from "./access-text.ts";
import type { ProjectRules, ProposedAccess } from "./policy/propose-access.ts";
import { isNobody } from "./policy/proposed-policy.ts";
import type { ProjectIndexes } from "./project-indexes.ts";
import type { ProposedField } from "./schema/proposed-type.ts";
import { documentText } from "./schema/type-text.ts";

/** A definition that is proposed, in its parts. */
export interface ProposedDefinition {
  readonly access: ProposedAccess;
  readonly project: ProjectRules;
  readonly fields: readonly ProposedField[];
  readonly indexes: ProjectIndexes;
  /** Of how many documents the schema is made. */
  readonly sampled: number;
}

/** The file of the definition, as it stands in functions/src/collections. */
export function definitionText(definition: ProposedDefinition): string {
  const { access } = definition;
  const { path } = access;
  const body = [
    `export const ${constantName(path.text)} = collection(${JSON.stringify(path.text)}, {\n`,
    schemaText(definition),
    `  access: {\n${accessText(access, definition.project)}  },\n`,
    idsText(access),
    indexesText(definition.indexes),
    "});\n",
  ].join("");
  return `${importsText(body)}\n${body}`;
}

function schemaText({ fields, sampled }: ProposedDefinition): string {
  if (fields.length === 0) return "  // No document was seen.\n  schema: anyData(),\n";
  return `  // As ${sampled.toLocaleString("en-US")} documents are.\n  schema: ${documentText(fields, 2)},\n`;
}

/** Rules keep no id a secret: a write to a taken one is an update, and told so. */
function idsText({ rights, path }: ProposedAccess): string {
  if (isNobody(rights.create) || path.pattern.documentId !== undefined) return "";
  return '  // As under rules: who may create may choose the id, and so learn which are taken.\n  ids: "open",\n';
}

function indexesText({ indexes, groupIndexes, unindexed }: ProjectIndexes): string {
  const lists = [
    ["indexes", indexes.map((fields) => list(fields))],
    ["groupIndexes", groupIndexes.map((fields) => list(fields))],
    ["unindexed", unindexed.map((field) => JSON.stringify(field))],
  ] as const;
  return lists
    .filter(([, items]) => items.length > 0)
    .map(([name, items]) => `  ${name}: [\n${items.map((item) => `    ${item},\n`).join("")}  ],\n`)
    .join("");
}

function list(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(", ")}]`;
}

/** The imports of what the text uses. */
function importsText(body: string): string {
  const code = body.replaceAll(/^ *\/\/.*$/gm, "").replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  const isUsed = (name: string) => new RegExp(`(?<![.\\w$])${name}[(.]`).test(code);
  const line = (names: readonly string[], from: string) => {
    const used = names.filter(isUsed).toSorted();
    if (used.length === 0) return "";
    const short = `import { ${used.join(", ")} } from "${from}";\n`;
    const lines = used.map((name) => `  ${name},\n`).join("");
    return short.length <= 101 ? short : `import {\n${lines}} from "${from}";\n`;
  };
  return (
    line(Object.keys(library), "@database-service/gateway") +
    line(Object.keys(rules), "@database-service/gateway/rules") +
    (isUsed("z") ? 'import * as z from "zod";\n' : "")
  );
}

/** `users/{uid}/private-notes` is privateNotes. */
function constantName(path: string): string {
  const ids = path.split("/").filter((segment) => !segment.startsWith("{"));
  const words = (ids.at(-1) ?? "everything").split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const [first = "collection", ...rest] = words;
  const name = [first[0]?.toLowerCase() + first.slice(1), ...rest.map(capitalized)].join("");
  const plain = /^\d/.test(name) ? `collection${name}` : name;
  const isTaken = plain in library || plain in rules || RESERVED.has(plain);
  return isTaken ? `${plain}Collection` : plain;
}

const RESERVED: ReadonlySet<string> = new Set(
  "z break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static implements interface package private protected public await async document before after params caller now".split(
    " ",
  ),
);

function capitalized(word: string): string {
  return word[0]?.toUpperCase() + word.slice(1);
}

/** `users/{uid}/private-notes` stands in `users-private-notes.ts`. */
export function fileName(path: string): string {
  const ids = path.split("/").filter((segment) => !segment.startsWith("{"));
  const name = ids.join("-").replaceAll(/[^A-Za-z0-9]+/g, "-");
  return `${name === "" ? "everything" : name}${path.includes("=**}") ? "-any" : ""}.ts`.toLowerCase();
}
