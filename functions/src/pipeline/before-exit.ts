/**
 * Does some work when the instance is told to end, before whoever else listens ends it: Cloud Run
 * sends SIGTERM and gives it ten seconds.
 */
export function beforeExit(work: () => Promise<void>): void {
  const others = process.listeners("SIGTERM");
  process.removeAllListeners("SIGTERM");
  process.once("SIGTERM", (signal) => {
    void work().finally(() => {
      for (const other of others) other(signal);
      if (others.length === 0) process.exit();
    });
  });
}
