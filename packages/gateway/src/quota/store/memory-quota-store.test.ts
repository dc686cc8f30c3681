import { MemoryQuotaStore } from "./memory-quota-store.fixture.ts";
import { describeQuotaStore } from "./quota-store.suite.ts";

// Its clock jumps both ways.
const jumps = [0, 5_000, -7_000, 1, -1];
let reading = 0;
const now = () => 1_790_000_000_000 + (jumps[(reading += 1) % jumps.length] ?? 0);
const store = new MemoryQuotaStore<never>(now, () => 0);

describeQuotaStore("memory quota store", () => store);
