/** A process of its own, so that the load is not kept waiting by what else the bench does. */
import autocannon from "autocannon";
import type { Client } from "autocannon";
import { loopOf } from "./loop-of.ts";
import type { Load, LoadResult } from "./load-generator.ts";

process.on("message", (load: Load) => void run(load));
process.on("disconnect", () => process.exit());

/** How often autocannon looks whether it is done. */
const POLL_MS = 5;
/** Longer than any load: autocannon takes calls for lost when its own timers come late. */
const TIMEOUT_SECONDS = 60;

async function run(load: Load): Promise<void> {
  const { url, connections, requests, until } = load;
  let connection = 0;
  const setupClient = (client: Client) => {
    client.setRequests([...loopOf(connection, load)]);
    connection += 1;
  };
  const end = "calls" in until ? { amount: until.calls } : { duration: until.seconds };
  const timing = { sampleInt: POLL_MS, timeout: TIMEOUT_SECONDS, ...end };
  const options = { url, connections, setupClient, ...timing };
  // It copies these for each connection, though each then gets its own.
  const answer = await autocannon({ ...options, requests: requests.slice(0, 1) });
  const { "2xx": answered, errors, non2xx, start, finish } = answer;
  const failed = errors + non2xx;
  const result: LoadResult = {
    calls: answered + failed,
    failed,
    tookMs: finish.getTime() - start.getTime(),
  };
  process.send?.(result);
}
