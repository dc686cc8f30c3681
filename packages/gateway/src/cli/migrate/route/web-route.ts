import type { AppStart } from "./app-start.ts";
import type { FirestoreStart } from "./firestore-start.ts";
import type { GatewayAddress } from "./gateway-address.ts";
import type { RouteChanges } from "./route-changes.ts";
import type { SdkOrigins } from "./sdk-origin.ts";

/** What moving the web's databases takes. */
export interface WebRoute {
  readonly starts: readonly FirestoreStart[];
  /** Calls of `initializeApp`. */
  readonly apps: readonly AppStart[];
  readonly address: GatewayAddress;
  readonly origins: SdkOrigins;
  readonly changes: RouteChanges;
}

/** One database of a web app, and all that is done to begin it. */
export interface WebDatabase {
  readonly gets: readonly FirestoreStart[];
  readonly initializes: readonly FirestoreStart[];
  readonly connects: readonly FirestoreStart[];
}

/** The module with `getApp`, as a module with `getFirestore` is named. */
export function appModule(module: string): string {
  return module
    .replace(/\/firestore(?:\/lite)?$/, "/app")
    .replace(/firebase-firestore(?:-lite)?\.js$/, "firebase-app.js");
}
