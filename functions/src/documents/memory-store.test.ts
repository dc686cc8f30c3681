import { MemoryStore } from "./memory-store.ts";
import { documentStoreContract } from "./store.contract.ts";

documentStoreContract(new MemoryStore({ now: Date.now }));
