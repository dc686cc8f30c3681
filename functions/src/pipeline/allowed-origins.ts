/**
 * The web origins of the parameter CORS_ORIGINS, as Firebase's handler takes them: `*` for all,
 * those that are listed between commas, or false for none.
 */
export function allowedOrigins(parameter: string | undefined): "*" | string[] | false {
  const origins = (parameter ?? "")
    .split(",")
    .map((origin) => origin.trim())
    .filter((origin) => origin !== "");
  if (origins.includes("*")) return "*";
  return origins.length > 0 && origins;
}
