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

/** A gateway's address, for one project. */
export interface HostAddress {
  readonly address: GatewayAddress;
  /** The project's id. */
  readonly project: TextPart;
}

export interface HostSettings extends HostAddress {
  readonly emulator: FoldedConnect | undefined;
  /** Before the settings, on lines of their own. */
  readonly indent: string;
}

/** The gateway's host where it is deployed. */
export function deployedHost({ address, project }: HostAddress): readonly TextPart[] {
  return [`${address.region}-`, project, `.cloudfunctions.net/${address.functionName}`];
}

/** The gateway's host at the Functions emulator of a machine. */
export function emulatedHost(
  { address, project }: HostAddress,
  machine: TextPart,
): readonly TextPart[] {
  const { region, functionName, emulatorPort } = address;
  return [machine, `:${String(emulatorPort)}/`, project, `/${region}/${functionName}`];
}

/** The properties by which Firebase's SDK goes to the gateway, as source text. */
export function hostProperties(
  edit: FileEdit,
  { emulator, indent, ...of }: HostSettings,
): readonly string[] {
  const { quote } = edit;
  const deployed = [`host: ${spelled(deployedHost(of), quote)}`, "ssl: true"];
  if (emulator === undefined) return deployed;
  const host = spelled(emulatedHost(of, emulator.host), quote);
  const emulated = [`host: ${host}`, "ssl: false"];
  if (emulator.condition === undefined) return emulated;
  const inner = `\n${indent}${edit.indent}`;
  return [
    `...(${emulator.condition}${inner}? { ${emulated.join(", ")} }${inner}: { ${deployed.join(", ")} })`,
  ];
}
