/** A function that is scheduled where a scheduler is. */
interface Scheduled {
  run(): Promise<void>;
}

/** Every five minutes, as a deployed one with alerts: nobody waits for an hour here. */
const EVERY_MS = 300_000;

/** Does the scheduled work of a gateway from time to time, since the emulators have no scheduler. */
export function startUpkeepTimer({ run }: Scheduled, everyMs = EVERY_MS): NodeJS.Timeout {
  const due = (): void => void run().catch((error: unknown) => console.error(error));
  return setInterval(due, everyMs).unref();
}
