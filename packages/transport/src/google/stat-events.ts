import { googleModule } from "./google-module.ts";

type StatListener = (event: unknown) => void;

const listeners: StatListener[] = [];
let isForwarded = false;

/** What tells of proxies: Google's streams do, once there are some. */
export function getStatEventTarget(): { listen(type: string, listener: StatListener): void } {
  return { listen: (_type, listener) => void listeners.push(listener) };
}

/** Hands on what Google's module tells. */
export async function forwardStatEvents(): Promise<void> {
  if (isForwarded) return;
  isForwarded = true;
  const google = await googleModule();
  google.getStatEventTarget().listen(google.Event.STAT_EVENT, (event) => {
    for (const listener of listeners) listener(event);
  });
}
