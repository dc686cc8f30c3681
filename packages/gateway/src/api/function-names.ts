import { api, type CallableName } from "./api.ts";
import { DATABASE_FUNCTION } from "./database-function.ts";

/** The name of each function of a gateway. */
export const FUNCTION_NAMES: readonly (CallableName | typeof DATABASE_FUNCTION)[] = [
  ...(Object.keys(api) as CallableName[]),
  DATABASE_FUNCTION,
];
