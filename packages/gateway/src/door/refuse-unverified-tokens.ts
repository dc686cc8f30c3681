/**
 * In the emulator suite, tokens are taken at their word, as the suite's debug features say, or where
 * there is an Auth emulator: nobody has signed them. Where that would guard anything but the
 * suite's own Firestore, the gateway must not start. While firebase-tools looks which functions
 * there are, nothing is served, and it has not said yet where Firestore is.
 *
 * @throws Error that says which variable to unset
 */
export function refuseUnverifiedTokens(environment: NodeJS.ProcessEnv): void {
  const isEmulated =
    environment["FUNCTIONS_EMULATOR"] === "true" && Boolean(environment["FIRESTORE_EMULATOR_HOST"]);
  const isDiscovery = environment["FUNCTIONS_CONTROL_API"] === "true";
  const variable = unverifying(environment);
  if (variable === undefined || isEmulated || isDiscovery) return;
  throw new Error(
    `${variable} switches the verification of tokens off, outside the emulator suite. Unset it.`,
  );
}

/** Whether tokens are taken at their word. */
export function takesUnsignedTokens(environment: NodeJS.ProcessEnv): boolean {
  return unverifying(environment) !== undefined;
}

/** The variable that lets forged tokens in, if one does. */
function unverifying(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment["FIREBASE_AUTH_EMULATOR_HOST"]) return "FIREBASE_AUTH_EMULATOR_HOST";
  const features = environment["FIREBASE_DEBUG_FEATURES"] ?? "";
  return environment["FIREBASE_DEBUG_MODE"] === "true" && features.includes("skipTokenVerification")
    ? "FIREBASE_DEBUG_FEATURES"
    : undefined;
}
