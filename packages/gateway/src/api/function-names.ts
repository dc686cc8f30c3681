import { api, type CallableName } from "./api.ts";

/** The function that answers every callable, each at its name. */
export const DATABASE_FUNCTION = "database";

/** The function that streams live queries. */
export const LISTEN_FUNCTION = "listen";

/** The name of each function of a gateway. */
export const FUNCTION_NAMES: readonly (
  CallableName | typeof DATABASE_FUNCTION | typeof LISTEN_FUNCTION
)[] = [...(Object.keys(api) as CallableName[]), DATABASE_FUNCTION, LISTEN_FUNCTION];
