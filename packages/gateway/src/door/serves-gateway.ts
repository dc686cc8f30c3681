import { FUNCTION_NAMES, type FunctionName } from "../api/function-names.ts";

/**
 * Whether this process answers for a function of the gateway, by its name: with or without a group,
 * as in `crm.getDocument`. A process answers for one function, whatever else is exported beside it,
 * and the platform and the emulator name that in FUNCTION_TARGET.
 */
export function servesGateway(environment: NodeJS.ProcessEnv): boolean {
  return !environment["FUNCTION_TARGET"] || servedFunction(environment) !== undefined;
}

/** The function of the gateway that this process is named as answering for. */
export function servedFunction(environment: NodeJS.ProcessEnv): FunctionName | undefined {
  const target = environment["FUNCTION_TARGET"] ?? "";
  const name = target.slice(target.lastIndexOf(".") + 1);
  return FUNCTION_NAMES.find((own) => own === name);
}
