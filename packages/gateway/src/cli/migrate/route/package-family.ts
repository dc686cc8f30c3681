/** Of what kind a library is that begins Firestore, or an app of it. */
export type PackageFamily =
  "lite" | "full" | "compat" | "app" | "reactNative" | "framework" | "admin" | "server" | "client";

const FAMILIES: readonly (readonly [PackageFamily, RegExp])[] = [
  ["lite", /^@?firebase\/firestore\/lite$|^https?:\/\/.*\/firebase-firestore-lite\.js$/],
  ["full", /^@?firebase\/firestore$|^https?:\/\/.*\/firebase-firestore\.js$/],
  [
    "compat",
    /^firebase$|^firebase\/compat(?:\/.*)?$|^firebase\/firebase$|^https?:\/\/.*\/firebase-(?:app|firestore)-compat\.js$/,
  ],
  ["app", /^@?firebase\/app$|^https?:\/\/.*\/firebase-app\.js$/],
  ["reactNative", /^@react-native-firebase\/.*$/],
  ["framework", /^@angular\/fire(?:\/.*)?$|^angularfire2(?:\/.*)?$|^reactfire$|^vuefire$/],
  ["admin", /^firebase-admin(?:\/(?:app|firestore|lib))?$/],
  ["server", /^@google-cloud\/firestore$/],
  ["client", /^@database-service\/client(?:\/.*)?$/],
];

/** The family of the library that an import names; undefined for any other. */
export function packageFamily(specifier: string): PackageFamily | undefined {
  return FAMILIES.find(([, names]) => names.test(specifier))?.[0];
}
