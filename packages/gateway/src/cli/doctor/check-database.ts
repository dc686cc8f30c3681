import type { DeclaredDatabase, DeclaredProject } from "./declared-project.ts";
import { deployCommand } from "./deploy-command.ts";
import { advice, fault, good, type Finding } from "./finding.ts";
import { reasonIn, type Web } from "./web.ts";

const FIRESTORE = "https://firestore.googleapis.com/v1";

/** The regions that hold the data of Firestore's multi-regions. */
const NEAR: Readonly<Record<string, readonly string[]>> = {
  nam5: ["us-central1", "us-central2"],
  nam7: ["us-central1", "us-east4"],
  eur3: ["europe-west1", "europe-west4"],
};

/** Whether the database is there, of the kind that the gateway speaks to, and near the functions. */
export async function checkDatabase(
  { id }: DeclaredDatabase,
  { project, gateways }: DeclaredProject,
  web: Web,
): Promise<readonly Finding[]> {
  const url = `${FIRESTORE}/projects/${project}/databases/${id}`;
  const answer = await web({ url, as: "owner" });
  const name = `The database ${id}`;
  if (answer.status !== 200) {
    return [
      fault(
        `${name} can't be looked at: ${reasonIn(answer)}`,
        `npx firebase firestore:databases:get "${id}" --project ${project}`,
      ),
    ];
  }
  const { type, locationId = "" } = answer.body as { type?: string; locationId?: string };
  if (type !== "FIRESTORE_NATIVE") {
    return [
      fault(
        `${name} is of the type ${String(type)}: the gateway needs FIRESTORE_NATIVE.`,
        `npx firebase firestore:databases:create <another id> --location ${locationId} --project ${project}`,
      ),
    ];
  }
  const using = gateways.filter(({ databaseIds }) => databaseIds.includes(id));
  const far = using.filter(({ region }) => !(NEAR[locationId] ?? [locationId]).includes(region));
  if (far.length === 0) return [good(`${name} is in ${locationId}, where the functions are.`)];
  const regions = far.map(({ region }) => region).join(", ");
  return [
    advice(
      `${name} is in ${locationId}, and functions in ${regions}: each call takes the way there and back. Set the gateway's region.`,
      deployCommand(project),
    ),
  ];
}
