/** All of firebase/firestore, with reads that a shadow compares. */
export * from "firebase/firestore";
export {
  getAggregateFromServer,
  getCountFromServer,
  getDoc,
  getDocFromServer,
  getDocs,
  getDocsFromServer,
} from "./reads.ts";
export { shadowFirestore, type ShadowFirestoreOptions } from "./shadow-firestore.ts";
export type { Shadow } from "../core/shadow-options.ts";
export type { ShadowDifference, ShadowReport } from "../../../../gateway/src/api/shadow-report.ts";
