/** The versions with which the library is tested. */
export const VERSIONS = {
  /** The runtime of the functions. */
  node: "24",
  "firebase-admin": "14.5.1",
  "firebase-functions": "7.4.0",
  "@google-cloud/functions-framework": "5.0.5",
  zod: "4.6.7",
  typescript: "7.0.2",
} as const;
