/**
 * In the emulator suite, Firebase's handler takes every token at its word. Where that would guard
 * anything but the suite's own Firestore, the gateway must not start.
 *
 * @throws Error that says which variable to unset
 */
export function refuseUnverifiedTokens(environment: NodeJS.ProcessEnv): void {
  const isSkipped =
    environment["FIREBASE_DEBUG_MODE"] === "true" &&
    (environment["FIREBASE_DEBUG_FEATURES"] ?? "").includes("skipTokenVerification");
  const isEmulated =
    environment["FUNCTIONS_EMULATOR"] === "true" && Boolean(environment["FIRESTORE_EMULATOR_HOST"]);
  if (isSkipped && !isEmulated) {
    throw new Error(
      "Token verification is switched off by FIREBASE_DEBUG_FEATURES outside the emulator suite. Unset FIREBASE_DEBUG_MODE.",
    );
  }
}
