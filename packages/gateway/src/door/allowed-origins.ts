/**
 * The web origins of the parameter CORS_ORIGINS: `*` for all, those that are listed between commas,
 * or false for none. In the emulator suite a page on any port of this machine may call.
 */
export function allowedOrigins(
  parameter: string,
  isEmulated: boolean,
): "*" | readonly string[] | false {
  const origins = parameter
    .split(",")
    .map((origin) => origin.trim())
    .filter((origin) => origin !== "");
  if (origins.length === 0) return false;
  return isEmulated || origins.includes("*") ? "*" : origins;
}
