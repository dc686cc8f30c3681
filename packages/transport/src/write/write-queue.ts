import { CredentialRefusals } from "./credential-refusals.ts";
import { UnansweredBatches } from "./unanswered-batches.ts";

/** What outlasts the streams of one of the SDK's queues, for as long as the page is open. */
export interface WriteQueue {
  readonly unanswered: UnansweredBatches;
  readonly credentials: CredentialRefusals;
}

const queues = new Map<string, WriteQueue>();

/** @param key as `queueKey` makes it */
export function writeQueue(key: string): WriteQueue {
  const known = queues.get(key);
  if (known !== undefined) return known;
  const queue = { unanswered: new UnansweredBatches(), credentials: new CredentialRefusals() };
  queues.set(key, queue);
  return queue;
}
