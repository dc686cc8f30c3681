import { missingIndexes, type ListedIndexes } from "../indexes/missing-indexes.ts";
import type { DeclaredDatabase } from "./declared-project.ts";
import { deployCommand } from "./deploy-command.ts";
import { advice, fault, good, type Finding } from "./finding.ts";
import { reasonIn, type Web, type WebAnswer } from "./web.ts";

const FIRESTORE = "https://firestore.googleapis.com/v1";

type IndexOfList = NonNullable<ListedIndexes["indexes"]>[number];
type StoredIndex = IndexOfList & { readonly name: string; readonly state?: string };

interface StoredField {
  readonly name: string;
  readonly ttlConfig?: { readonly state?: string };
}

/** Whether the composite indexes and the TTL policies are there, and at work. */
export async function checkIndexes(
  database: DeclaredDatabase,
  project: string,
  web: Web,
): Promise<readonly Finding[]> {
  const groups = `${FIRESTORE}/projects/${project}/databases/${database.id}/collectionGroups/-`;
  const filter = encodeURIComponent("indexConfig.usesAncestorConfig=false OR ttlConfig:*");
  const [indexes, fields] = await Promise.all([
    listed<StoredIndex>(`${groups}/indexes`, "indexes", web),
    listed<StoredField>(`${groups}/fields?filter=${filter}`, "fields", web),
  ]);
  const refused = (answer: WebAnswer) => {
    const command = `gcloud firestore indexes composite list --database="${database.id}" --project ${project}`;
    return fault(`The indexes of ${database.id} can't be looked at: ${reasonIn(answer)}`, command);
  };
  return [
    ...("status" in indexes ? [refused(indexes)] : compositeFindings(database, indexes, project)),
    ...("status" in fields ? [refused(fields)] : ttlFindings(database, fields, project)),
  ];
}

/** All items of a list, page by page; the answer of a page that was refused. */
async function listed<Item>(
  url: string,
  name: string,
  web: Web,
): Promise<readonly Item[] | WebAnswer> {
  const items: Item[] = [];
  let token = "";
  do {
    const page = `${url}${url.includes("?") ? "&" : "?"}pageSize=300&pageToken=${token}`;
    const answer = await web({ url: page, as: "owner" });
    if (answer.status !== 200) return answer;
    const body = answer.body as Readonly<Record<string, unknown>>;
    items.push(...((body[name] as readonly Item[] | undefined) ?? []));
    token = typeof body["nextPageToken"] === "string" ? body["nextPageToken"] : "";
  } while (token !== "");
  return items;
}

function compositeFindings(
  { id, indexes: { indexes } }: DeclaredDatabase,
  stored: readonly StoredIndex[],
  project: string,
): readonly Finding[] {
  const named = stored.map((index) => ({
    ...index,
    collectionGroup: partAfter(index.name, "collectionGroups"),
  }));
  const missing = missingIndexes({ indexes }, { indexes: named });
  const waiting = named.filter(({ state }) => state !== "READY");
  const findings = [
    ...missing.map((line) => fault(`${id} lacks the index ${line}.`, deployCommand(project))),
    ...waiting.map(({ collectionGroup, state = "in no state" }) =>
      (state === "CREATING" ? advice : fault)(
        `An index of ${collectionGroup} in ${id} is ${state}: queries that need it are refused until it is READY.`,
        `gcloud firestore indexes composite list --database="${id}" --project ${project}`,
      ),
    ),
  ];
  return findings.length > 0 ? findings : [good(`${id} has all indexes, ready.`)];
}

function ttlFindings(
  { id, indexes: { fieldOverrides } }: DeclaredDatabase,
  stored: readonly StoredField[],
  project: string,
): readonly Finding[] {
  const states = new Map(
    stored.map(({ name, ttlConfig }) => [
      `${partAfter(name, "collectionGroups")}.${partAfter(name, "fields")}`,
      ttlConfig?.state,
    ]),
  );
  const findings = fieldOverrides
    .filter(({ ttl }) => ttl)
    .flatMap(({ collectionGroup, fieldPath }): readonly Finding[] => {
      const field = `${collectionGroup}.${fieldPath}`;
      const state = states.get(field);
      if (state === "ACTIVE") return [];
      if (state === "CREATING") {
        const command = `gcloud firestore fields ttls list --database="${id}" --project ${project}`;
        return [advice(`The TTL policy of ${field} in ${id} is being made.`, command)];
      }
      return [
        fault(
          `${id} has no TTL policy at work for ${field} (${state ?? "none"}): its documents stay for ever.`,
          deployCommand(project),
        ),
      ];
    });
  return findings.length > 0 ? findings : [good(`${id} deletes what has expired.`)];
}

function partAfter(name: string, kind: string): string {
  const parts = name.split("/");
  return parts[parts.indexOf(kind) + 1] ?? "";
}
