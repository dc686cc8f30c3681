import { refuseUnverifiedTokens } from "./refuse-unverified-tokens.ts";

const SKIPPED = {
  FIREBASE_DEBUG_MODE: "true",
  FIREBASE_DEBUG_FEATURES: '{"skipTokenVerification":true,"enableCors":true}',
};
const AUTH_EMULATOR = { FIREBASE_AUTH_EMULATOR_HOST: "127.0.0.1:9099" };
const SUITE = { FUNCTIONS_EMULATOR: "true", FIRESTORE_EMULATOR_HOST: "127.0.0.1:8080" };

describe("refuseUnverifiedTokens", () => {
  test.each([
    ["nothing set", {}],
    ["debugging that leaves verification alone", { ...SKIPPED, FIREBASE_DEBUG_FEATURES: "{}" }],
    ["the feature named but debugging off", { ...SKIPPED, FIREBASE_DEBUG_MODE: "false" }],
    ["no Auth emulator", { FIREBASE_AUTH_EMULATOR_HOST: "" }],
    ["functions being looked for", { ...AUTH_EMULATOR, FUNCTIONS_CONTROL_API: "true" }],
    ["the emulator suite", { ...SKIPPED, ...AUTH_EMULATOR, ...SUITE }],
  ])("lets the gateway start with %s", (_name, environment) => {
    expect(() => {
      refuseUnverifiedTokens(environment);
    }).not.toThrow();
  });

  test.each([
    ["verification skipped", "FIREBASE_DEBUG_FEATURES", SKIPPED],
    ["an Auth emulator", "FIREBASE_AUTH_EMULATOR_HOST", AUTH_EMULATOR],
    [
      "verification skipped, and only Firestore emulated",
      "FIREBASE_DEBUG_FEATURES",
      { ...SKIPPED, FIRESTORE_EMULATOR_HOST: "127.0.0.1:8080" },
    ],
    [
      "the functions emulated in front of a real Firestore",
      "FIREBASE_AUTH_EMULATOR_HOST",
      { ...AUTH_EMULATOR, FUNCTIONS_EMULATOR: "true" },
    ],
  ])("refuses %s", (_name, variable, environment) => {
    expect(() => {
      refuseUnverifiedTokens(environment);
    }).toThrow(variable);
  });
});
