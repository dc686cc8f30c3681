import type { GoogleProject, Resource } from "./project.ts";
import type { Route } from "./route.ts";
import { notFound, ok } from "./route.ts";

const host = "firestore.googleapis.com";
const database = "(?<database>projects/$project/databases/(?<id>[a-z0-9()-]+))";
const group = `(?<group>${database}/collectionGroups/[^/]+)`;

interface IndexField {
  readonly fieldPath: string;
  readonly order?: string;
}

/** Databases, and what they index. */
export const firestoreAdmin: readonly Route[] = [
  {
    method: "GET",
    host,
    path: `/v1/${database}`,
    answer: ({ databases }, _request, { database: name = "", id = "" }) =>
      databases.has(id)
        ? ok({ name, type: "FIRESTORE_NATIVE", databaseEdition: "STANDARD" })
        : notFound(name),
  },
  {
    method: "GET",
    host,
    path: `/v1/${database}/collectionGroups/-/indexes`,
    answer: (project, _request, groups) => list(project, "indexes", groups),
  },
  {
    method: "GET",
    host,
    path: `/v1/${database}/collectionGroups/-/fields`,
    answer: (project, _request, groups) => list(project, "fields", groups),
  },
  {
    method: "POST",
    host,
    path: `/v1/${group}/indexes`,
    answer({ indexes }, { body }, { group: parent = "" }) {
      const name = `${parent}/indexes/index-${String(indexes.size + 1)}`;
      indexes.set(name, asListed(name, body as object));
      return ok({ name: `${parent}/operations/create`, done: true });
    },
  },
  {
    method: "PATCH",
    host,
    path: `/v1/(?<name>${group}/fields/[^/]+)`,
    answer({ fields }, { body }, groups) {
      const name = decodeURIComponent(groups["name"] ?? "");
      fields.set(name, { ...(body as object), name });
      return ok({ name: `${name}/operations/update`, done: true });
    },
  },
];

function list(
  project: GoogleProject,
  kind: "indexes" | "fields",
  { database: name = "", id = "" }: Readonly<Record<string, string>>,
) {
  if (!project.databases.has(id)) return notFound(name);
  const all = [...project[kind].values()];
  return ok({ [kind]: all.filter((resource) => resource.name.startsWith(`${name}/`)) });
}

/** Firestore lists an index with the document's name as its last field, in the order of the one before. */
function asListed(name: string, sent: object): Resource {
  const { fields = [], ...rest } = sent as { readonly fields?: readonly IndexField[] };
  if (fields.at(-1)?.fieldPath === "__name__") return { ...rest, name, fields };
  const order = fields.findLast((field) => field.order !== undefined)?.order ?? "ASCENDING";
  return { ...rest, name, fields: [...fields, { fieldPath: "__name__", order }] };
}
