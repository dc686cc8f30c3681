import type { CallContext } from "../call/call-context.ts";
import { summarize } from "../call/summarize.ts";
import { uncounted } from "../call/uncounted.ts";
import type { ListenClock } from "../listen/listen-clock.ts";
import { ownSecret } from "./own-secret.ts";

const MINUTE_MS = 60_000;

/**
 * Tells usage once a minute what a call has come to so far, since a stream lasts for up to an hour.
 *
 * @returns what ends that
 */
export function countEachMinute(
  context: Pick<CallContext, "gateway" | "call">,
  clock: Pick<ListenClock, "after">,
): () => void {
  let cancel = () => {};
  const wait = () => {
    cancel = clock.after(MINUTE_MS, () => {
      count(context);
      wait();
    });
  };
  wait();
  return () => cancel();
}

function count({ gateway, call }: Pick<CallContext, "gateway" | "call">): void {
  const { uses, ...summary } = summarize(call, { secret: ownSecret(gateway) });
  // What is counted from now on is no part of it.
  const counted = { ...summary, uses: uses.map((use) => ({ ...use })) };
  gateway.usage?.recordPart(uncounted(counted, call.counted), call.now());
  call.counted = counted;
}
