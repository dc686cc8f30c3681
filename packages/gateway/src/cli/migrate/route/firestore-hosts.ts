import type { Node } from "oxc-parser";
import { keyName, unwrap } from "../inventory/evaluate/name-of.ts";
import type { SourceFile } from "../inventory/source/source-file.ts";
import { initializerOf } from "./database-argument.ts";
import type { FileEdit } from "./file-edit.ts";
import { emulatedHost, deployedHost, type HostAddress } from "./gateway-address.ts";
import { spelled } from "./host-text.ts";

/** A text that is the host of Firestore itself, deployed or emulated. */
type HostLiteral = Node & { readonly type: "Literal"; readonly value: string };

const DEPLOYED = "firestore.googleapis.com";
const EMULATED = /^(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):\d+$/;

/**
 * The texts of the setting `host` where all that it may be is a host of Firestore itself; undefined
 * where it may be another, or there is none.
 */
export function firestoreHosts(
  file: SourceFile,
  settings: Node,
): readonly HostLiteral[] | undefined {
  const object = initializerOf(file, unwrap(settings)) ?? unwrap(settings);
  if (object.type !== "ObjectExpression") return undefined;
  for (const property of object.properties) {
    if (property.type !== "Property") continue;
    if (keyName(property.key, property.computed) === "host") return literalsOf(property.value);
  }
  return undefined;
}

function literalsOf(node: Node): readonly HostLiteral[] | undefined {
  const inner = unwrap(node);
  if (inner.type === "ConditionalExpression") {
    const [one, other] = [literalsOf(inner.consequent), literalsOf(inner.alternate)];
    return one && other && [...one, ...other];
  }
  return isHost(inner) ? [inner] : undefined;
}

function isHost(node: Node): node is HostLiteral {
  if (node.type !== "Literal" || typeof node.value !== "string") return false;
  return node.value === DEPLOYED || EMULATED.test(node.value);
}

/** Each becomes the gateway's, deployed or at the Functions emulator. */
export function replaceHosts(
  edit: FileEdit,
  hosts: readonly HostLiteral[],
  address: HostAddress,
): void {
  for (const host of hosts) {
    const [, emulator] = EMULATED.exec(host.value) ?? [];
    const parts = emulator === undefined ? deployedHost(address) : emulatedHost(address, emulator);
    const quote = edit.text.slice(host.start, host.start + 1);
    edit.replace(host, spelled(parts, quote));
  }
}
