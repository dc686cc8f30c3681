import { api, type CallableName } from "./api.ts";
import { DATABASE_FUNCTION } from "./database-function.ts";

/** What a function of a gateway is called. */
export type FunctionName = CallableName | typeof DATABASE_FUNCTION | typeof LISTEN_FUNCTION;

/** The function that streams live queries. */
export const LISTEN_FUNCTION = "listen";

/** The scheduled function, which nobody calls. */
export const UPKEEP_FUNCTION = "upkeep";

/** The name of each function of a gateway that answers callers. */
export const FUNCTION_NAMES: readonly FunctionName[] = [
  ...(Object.keys(api) as CallableName[]),
  DATABASE_FUNCTION,
  LISTEN_FUNCTION,
];
