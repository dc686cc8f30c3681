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
  return [
    ...gateways.flatMap((gateway) => checkQuotaSettings(gateway, project)),
    ...findings.flat(),
  ];
}

function callsOf({ region, names, databaseIds }: DeclaredGateway, project: string, web: Web) {
  return checkCalls(
    {
      ...placesOf(names, (name) => `https://${region}-${project}.cloudfunctions.net/${name}`),
      ...documentsOf(project, databaseIds[0], "https://firestore.googleapis.com"),
    },
    web,
  );
}

/** Where the functions of a gateway answer, each alone or below the one that has all callables. */
function placesOf(names: readonly string[], urlOf: (name: string) => string) {
  const find = (name: string) => names.find((one) => one === name || one.endsWith(`-${name}`));
  const rest = find("database");
  const listen = find("listen");
  return {
    callable: (name: string) => {
      if (rest !== undefined) return `${urlOf(rest)}/${name}`;
      const single = find(name);
      return single && urlOf(single);
    },
    rest: rest && urlOf(rest),
    listen: listen && urlOf(listen),
  };
}

function documentsOf(project: string, databaseId: string | undefined, origin: string) {
  const root = `projects/${project}/databases/${databaseId ?? "(default)"}/documents`;
  return { documents: `${origin}/v1/${root}`, root, project };
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
      const calls = await checkCalls(
        {
          ...placesOf(names, (name) => `http://${functions}/${project}/${region}/${name}`),
          ...documentsOf(project, databaseIds[0], `http://${firestore}`),
        },
        web,
      );
      return [...checkQuotaSettings(gateway, project), ...calls];
    }),
  );
  return findings.flat();
}
