import type { FoldedConnect } from "./emulator-connect.ts";
import type { FileEdit } from "./file-edit.ts";
import { spelled, type TextPart } from "./host-text.ts";

/** Where the gateway's function answers. */
export interface GatewayAddress {
  readonly region: string;
  /** The function that answers all, with its group: `crm-database`. */
  readonly functionName: string;
  /** Undefined where each app knows its own. */
  readonly project: string | undefined;
  /** Where the Functions emulator listens. */
  readonly emulatorPort: number;
}

export interface HostSettings {
  readonly address: GatewayAddress;
  /** The project's id. */
  readonly project: TextPart;
  readonly emulator: FoldedConnect | undefined;
  /** Before the settings, on lines of their own. */
  readonly indent: string;
}

/** The properties by which Firebase's SDK goes to the gateway, as source text. */
export function hostProperties(
  edit: FileEdit,
  { address, project, emulator, indent }: HostSettings,
): readonly string[] {
  const { region, functionName, emulatorPort } = address;
  const { quote } = edit;
  const host = spelled([`${region}-`, project, `.cloudfunctions.net/${functionName}`], quote);
  const deployed = [`host: ${host}`, "ssl: true"];
  if (emulator === undefined) return deployed;
  const path = [`:${String(emulatorPort)}/`, project, `/${region}/${functionName}`];
  const emulated = [`host: ${spelled([emulator.host, ...path], quote)}`, "ssl: false"];
  if (emulator.condition === undefined) return emulated;
  const inner = `\n${indent}${edit.indent}`;
  return [
    `...(${emulator.condition}${inner}? { ${emulated.join(", ")} }${inner}: { ${deployed.join(", ")} })`,
  ];
}
