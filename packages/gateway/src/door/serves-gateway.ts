import { FUNCTION_NAMES } from "../api/function-names.ts";

/**
 * Whether this process answers for a function of the gateway, by its name: with or without a group,
 * as in `crm.getDocument`. A process answers for one function, whatever else is exported beside it,
 * and the platform and the emulator name that in FUNCTION_TARGET.
 */
export function servesGateway(environment: NodeJS.ProcessEnv): boolean {
  const target = environment["FUNCTION_TARGET"];
  if (target === undefined || target === "") return true;
  const name = target.slice(target.lastIndexOf(".") + 1);
  return FUNCTION_NAMES.some((own) => own === name);
}
