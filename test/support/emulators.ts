/** Where `npm test` has started the emulators. A missing variable is a failure, never a skip. */
export const emulators = {
  project: required("GCLOUD_PROJECT"),
  firestore: required("FIRESTORE_EMULATOR_HOST"),
  auth: required("FIREBASE_AUTH_EMULATOR_HOST"),
  functions: required("FUNCTIONS_EMULATOR_ORIGIN"),
} as const;

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set: run the tests with npm test, which starts the emulators.`);
  }
  return value;
}
