import type { LoadedGateway } from "../project/load-gateways.ts";
import { settingFor } from "../project/setting-for.ts";

/** A gateway as it is to be in a project. */
export interface DeployedGateway {
  readonly codebase: string;
  /** Of its functions. */
  readonly names: readonly string[];
  /** Where the functions run. */
  readonly region: string;
  /** The ids of the Firestore databases behind it. */
  readonly databaseIds: readonly string[];
}

/** @throws PlainError where the value of a setting is not known */
export function deployedGateway(gateway: LoadedGateway, project: string): DeployedGateway {
  const { codebase, names, options, folder } = gateway;
  return {
    codebase,
    names,
    region: settingFor(options.region, { folder, project }),
    databaseIds: [
      settingFor(options.databaseId, { folder, project }),
      ...Object.keys(options.databases),
    ],
  };
}
