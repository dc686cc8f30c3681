import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isParameter } from "../../settings.ts";
import type { IndexFile } from "../../indexes/index-file.ts";
import { checkQuotas } from "../../quota/check-quotas.ts";
import { deployedGateway, type DeployedGateway } from "../deploy/deployed-gateway.ts";
import { indexFiles } from "../indexes/index-files.ts";
import type { ProjectFolder } from "../project/find-project.ts";
import type { LoadedGateway } from "../project/load-gateways.ts";

/** A gateway, and what of it can be looked at without a project. */
export interface DeclaredGateway extends DeployedGateway {
  /** Whether App Check is enforced; the name of the parameter that says so where that is one. */
  readonly appCheck: boolean | { readonly parameter: string };
  readonly hasBudget: boolean;
  /** What is wrong with its quotas. */
  readonly quotaProblem?: string;
  /** The name of the secret with the address that alerts are posted to; undefined where they are not. */
  readonly webhookSecret?: string;
}

/** What a project is meant to be. */
export interface DeclaredProject {
  readonly project: string;
  readonly gateways: readonly DeclaredGateway[];
  readonly databases: readonly DeclaredDatabase[];
}

export interface DeclaredDatabase {
  readonly id: string;
  readonly indexes: IndexFile;
  /** The rules of firebase.json; undefined where it names none. */
  readonly rules: string | undefined;
}

/** @throws PlainError where the project's files say nothing, or contradict each other */
export function declaredProject(
  there: ProjectFolder,
  loaded: readonly LoadedGateway[],
  project: string,
): DeclaredProject {
  const databases = indexFiles(there, loaded, project).map(({ database, text }) => {
    const listed = there.config.firestore.find((one) => one.database === database);
    const rules = listed?.rules;
    return {
      id: database,
      indexes: JSON.parse(text) as IndexFile,
      rules: rules === undefined ? undefined : readFileSync(join(there.folder, rules), "utf8"),
    };
  });
  return { project, gateways: loaded.map((one) => declaredGateway(one, project)), databases };
}

function declaredGateway(loaded: LoadedGateway, project: string): DeclaredGateway {
  const { enforceAppCheck, quotas, alerts } = loaded.options;
  const quotaProblem = problemOf(() => checkQuotas(quotas));
  return {
    ...deployedGateway(loaded, project),
    appCheck: isParameter(enforceAppCheck) ? { parameter: enforceAppCheck.name } : enforceAppCheck,
    hasBudget: quotas.budget !== undefined,
    ...(quotaProblem !== undefined && { quotaProblem }),
    ...(alerts.webhook !== false && { webhookSecret: alerts.webhook.secret }),
  };
}

function problemOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
