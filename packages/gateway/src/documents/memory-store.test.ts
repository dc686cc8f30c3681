import { MemoryStore } from "./memory-store.ts";
import { documentStoreContract } from "./store.suite.ts";

documentStoreContract(new MemoryStore({ now: Date.now }));
