import { PlainError } from "../command/plain-error.ts";
import type { DeployedGateway } from "./deployed-gateway.ts";

/**
 * The gateways with none but the functions of the given names, without those that have none of them.
 *
 * @throws PlainError for a name that none has
 */
export function onlyNamed(
  gateways: readonly DeployedGateway[],
  only: readonly string[],
): readonly DeployedGateway[] {
  const all = gateways.flatMap(({ names }) => names);
  const unknown = only.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new PlainError(
      `There is no function ${unknown} to deploy; there are ${all.toSorted().join(", ")}.`,
    );
  }
  return gateways
    .map((gateway) => ({ ...gateway, names: gateway.names.filter((name) => only.includes(name)) }))
    .filter(({ names }) => names.length > 0);
}
