let isListening = false;

/**
 * Does some work when the instance is told to end (Cloud Run sends SIGTERM and gives it ten
 * seconds), and only then lets whoever listened before do what they do: functions-framework's
 * listener ends the process at once. To be told again changes nothing.
 *
 * @param work may be asked for once only: the first one who asks is the one who does it
 */
export function onTermination(work: () => Promise<void>): void {
  if (isListening) return;
  isListening = true;
  const others = process.listeners("SIGTERM");
  process.removeAllListeners("SIGTERM");
  let isTold = false;
  process.on("SIGTERM", (signal) => {
    if (isTold) return;
    isTold = true;
    void work().finally(() => {
      for (const other of others) other(signal);
      if (others.length === 0) process.exit();
    });
  });
}
