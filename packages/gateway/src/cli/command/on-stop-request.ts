const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Calls back when this process is asked to stop: by Ctrl-C, by a signal, or by the death of the
 * process that started it (which holds the other end of the IPC channel). Without a callback of its
 * own the process would end at once and leave its children behind.
 */
export function onStopRequest(callback: () => void): void {
  let asked = false;
  const once = (): void => {
    if (asked) return;
    asked = true;
    callback();
  };
  for (const signal of SIGNALS) process.on(signal, once);
  process.on("disconnect", once);
  process.channel?.unref();
}
