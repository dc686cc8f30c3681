import { documentStoreContract } from "../functions/src/documents/store.contract.ts";
import { createRestStore } from "../functions/src/documents/rest-store.ts";
import { emulators } from "./support/emulators.ts";

const store = createRestStore({
  projectId: emulators.project,
  databaseId: "(default)",
  emulatorHost: emulators.firestore,
});

documentStoreContract(store);
