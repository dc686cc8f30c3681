import { functionSettings } from "./function-settings.ts";

/** Whether the functions, as `npm start` runs them, refuse calls without an App Check token. */
export function enforcesAppCheck(folder = "functions"): boolean {
  return functionSettings(folder)["ENFORCE_APP_CHECK"] === "true";
}
