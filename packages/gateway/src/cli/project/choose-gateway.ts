import { MisuseError } from "../command/misuse-error.ts";
import type { LoadedGateway } from "./load-gateways.ts";
import { settingFor } from "./setting-for.ts";

/** Which of several gateways is meant. */
export interface GatewayChoice {
  readonly namespace?: string | undefined;
  readonly database?: string | undefined;
}

/**
 * The gateway that is meant, which is the only one unless there are several.
 *
 * @throws MisuseError with those that there are, where none or several could be meant
 */
export function chooseGateway(
  gateways: readonly LoadedGateway[],
  { namespace, database }: GatewayChoice,
): LoadedGateway {
  const meant = gateways.filter(
    (gateway) =>
      (namespace ?? gateway.options.namespace) === gateway.options.namespace &&
      (database === undefined || database === databaseOf(gateway)),
  );
  const [gateway] = meant;
  if (gateway !== undefined && meant.length === 1) return gateway;
  const known = gateways.map((one) => `  ${choiceOf(one)}`).join("\n");
  throw new MisuseError(
    gateway === undefined
      ? `There is no such gateway. There are, by their options:\n\n${known}`
      : `There are several gateways. Name one by its options:\n\n${known}`,
  );
}

function choiceOf(gateway: LoadedGateway): string {
  const { namespace } = gateway.options;
  return `--namespace ${namespace === "" ? '""' : namespace} --database "${databaseOf(gateway)}"`;
}

function databaseOf({ options, folder }: LoadedGateway): string {
  return settingFor(options.databaseId, { folder });
}
