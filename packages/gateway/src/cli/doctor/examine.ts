import { checkCalls } from "./check-calls.ts";
import { checkClock } from "./check-clock.ts";
import { checkDatabase } from "./check-database.ts";
import { checkFunctions } from "./check-functions.ts";
import { checkIndexes } from "./check-indexes.ts";
import { checkQuotaSettings } from "./check-quota-settings.ts";
import { checkRules } from "./check-rules.ts";
import type { DeclaredGateway, DeclaredProject } from "./declared-project.ts";
import type { Finding } from "./finding.ts";
import type { Web } from "./web.ts";

/** What is deployed of a project, against what is declared. */
export async function examineProject(
  declared: DeclaredProject,
  web: Web,
  now: () => number,
): Promise<readonly Finding[]> {
  const { project, gateways, databases } = declared;
  const findings = await Promise.all([
    ...databases.flatMap((database) => [
      checkDatabase(database, declared, web),
      checkRules(database, project, web),
      checkIndexes(database, project, web),
    ]),
    ...gateways.map((gateway) => checkFunctions(gateway, project, web)),
    checkClock(web, now),
    ...gateways.map((gateway) => callsOf(gateway, project, web)),
  ]);
  return [...gateways.flatMap(checkQuotaSettings), ...findings.flat()];
}

function callsOf({ region, names, databaseIds }: DeclaredGateway, project: string, web: Web) {
  const name = names.find((one) => one.endsWith("database")) ?? "database";
  const root = `projects/${project}/databases/${databaseIds[0] ?? "(default)"}/documents`;
  return checkCalls(
    {
      database: `https://${region}-${project}.cloudfunctions.net/${name}`,
      documents: `https://firestore.googleapis.com/v1/${root}`,
      root,
      project,
    },
    web,
  );
}

/** Where the emulators listen: host and port. */
export interface EmulatorPlaces {
  readonly functions: string;
  readonly firestore: string;
}

/** What of it makes sense at the emulators: quotas, and real calls. */
export async function examineEmulators(
  { project, gateways }: DeclaredProject,
  { functions, firestore }: EmulatorPlaces,
  web: Web,
): Promise<readonly Finding[]> {
  const findings = await Promise.all(
    gateways.map(async (gateway) => {
      const { region, names, databaseIds } = gateway;
      const name = names.find((one) => one.endsWith("database")) ?? "database";
      const root = `projects/${project}/databases/${databaseIds[0] ?? "(default)"}/documents`;
      const calls = await checkCalls(
        {
          database: `http://${functions}/${project}/${region}/${name}`,
          documents: `http://${firestore}/v1/${root}`,
          root,
          project,
        },
        web,
      );
      return [...checkQuotaSettings(gateway), ...calls];
    }),
  );
  return findings.flat();
}
