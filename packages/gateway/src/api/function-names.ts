import { api, type CallableName } from "./api.ts";

/** The function that answers every callable, each at its name. */
export const DATABASE_FUNCTION = "database";

/** The scheduled function, which nobody calls. */
export const UPKEEP_FUNCTION = "upkeep";

/** The name of each function of a gateway that answers callers. */
export const FUNCTION_NAMES: readonly (CallableName | typeof DATABASE_FUNCTION)[] = [
  ...(Object.keys(api) as CallableName[]),
  DATABASE_FUNCTION,
];
