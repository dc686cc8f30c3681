import type { SdkModule } from "../value/possible-value.ts";

const MODULAR =
  /^(?:@?firebase\/firestore(?:\/lite|\/pipelines|\/lite\/pipelines)?|firebase-admin\/firestore|@google-cloud\/firestore|@angular\/fire\/firestore(?:\/lite)?|reactfire|react-firebase-hooks\/firestore|rxfire\/firestore|vuefire|@vueuse\/firebase(?:\/useFirestore)?|sveltefire|@react-native-firebase\/firestore|@react-native-firebase\/firestore\/lib\/modular|@capacitor-firebase\/firestore|@react-query-firebase\/firestore|https?:\/\/.*\/firebase-firestore(?:-lite)?\.js)$/;

const NAMESPACE =
  /^(?:firebase|firebase\/app|firebase\/compat\/app|firebase\/firebase|@firebase\/app|@firebase\/app-compat|firebase\/compat|firebase-admin|firebase-admin\/lib|@react-native-firebase\/app|react-native-firebase|expo-firebase-core|@nativescript\/firebase-core|https?:\/\/.*\/firebase-app(?:-compat)?\.js)$/;

const ANGULAR_COMPAT = /^(?:@angular\/fire\/compat\/firestore|angularfire2\/firestore)$/;

const FUNCTIONS = /^firebase-functions(?:\/.*)?$/;

const REACT_REDUX = /^(?:react-redux-firebase|redux-firestore)$/;

/** The library that an import names, if its calls reach Firestore. */
export function sdkModule(specifier: string): SdkModule | undefined {
  if (MODULAR.test(specifier) || ANGULAR_COMPAT.test(specifier)) return "modular";
  if (NAMESPACE.test(specifier)) return "namespace";
  if (FUNCTIONS.test(specifier)) return "functions";
  if (REACT_REDUX.test(specifier)) return "reactRedux";
  return undefined;
}

/** Databases and stores with methods of the same names. */
const OTHER_STORES =
  /^(?:mongodb|mongoose|pocketbase|better-sqlite3|pg|mysql2?|knex|rxdb|pouchdb.*|nedb.*|dexie|level.*|lowdb|redis|ioredis|mobx.*|@supabase\/.*|@prisma\/.*|drizzle-orm.*|firebase\/(?:database|storage|auth|messaging|functions)|@?firebase\/(?:database|storage)|firebase-admin\/(?:database|storage|auth|messaging))$/;

/** Whether what an unresolved import gives may still be Firestore's. */
export function mayBeFirestore(source: string): boolean {
  return !OTHER_STORES.test(source) && !source.startsWith("new ");
}
