import type { CollectionDefinition } from "../../collection/collection.ts";
import { Registry } from "../../collection/registry.ts";
import { ownCollections, type OwnCollections } from "../../documents/own-collections.ts";
import { createRestStore } from "../../documents/rest-store.ts";
import type { DocumentStore } from "../../documents/store.ts";
import { emulatorPorts } from "../emulators/emulator-ports.ts";
import { emulatorProject } from "../emulators/emulator-project.ts";
import { chooseGateway, type GatewayChoice } from "../project/choose-gateway.ts";
import { findProject } from "../project/find-project.ts";
import { loadGateways, type LoadedGateway } from "../project/load-gateways.ts";
import { settingFor } from "../project/setting-for.ts";

/** A database behind a gateway, past it. */
export interface OpenDatabase {
  readonly id: string;
  readonly store: DocumentStore;
  readonly registry: Registry;
  readonly definitions: readonly CollectionDefinition[];
  readonly own: OwnCollections;
}

/** Which gateway of which project. */
export interface DatabaseChoice {
  /** @default the emulators' */
  readonly project: string | undefined;
  readonly choice: GatewayChoice;
  readonly module: string | undefined;
}

/** The databases behind a gateway. @throws PlainError where the gateway can't be loaded */
export async function openDatabases({
  project,
  choice,
  module,
}: DatabaseChoice): Promise<readonly OpenDatabase[]> {
  const there = findProject();
  const chosen = chooseGateway(await loadGateways(there, module), choice);
  return databasesOf(chosen, project ?? { emulatorsOf: there.folder });
}

/** The databases behind one of a project's gateways. @param at the project, or the emulators' folder */
export function databasesOf(
  { options, folder }: LoadedGateway,
  at: string | { readonly emulatorsOf: string },
): readonly OpenDatabase[] {
  const project = typeof at === "string" ? at : undefined;
  const projectId = typeof at === "string" ? at : emulatorProject(at.emulatorsOf);
  const host = `127.0.0.1:${String(emulatorPorts().firestore)}`;
  const emulatorHost =
    project === undefined ? (process.env["FIRESTORE_EMULATOR_HOST"] ?? host) : undefined;
  const own = ownCollections(options.namespace);
  const open = (id: string, collections: typeof options.collections): OpenDatabase => {
    const place = { projectId, databaseId: id, emulatorHost };
    return {
      id,
      store: createRestStore(place),
      registry: new Registry(collections),
      definitions: collections,
      own,
    };
  };
  const main = settingFor(options.databaseId, {
    folder,
    ...(project !== undefined && { project }),
  });
  return [
    open(main, options.collections),
    ...Object.entries(options.databases).map(([id, other]) => open(id, other.collections)),
  ];
}
