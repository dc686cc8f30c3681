/**
 * What a promise comes to, waited for no longer than the signal lets. The work behind it goes on.
 *
 * @param errorOf what is thrown when the signal comes, of its reason
 */
export async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  errorOf: (reason: unknown) => Error,
): Promise<T> {
  if (signal === undefined) return promise;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(errorOf(signal.reason));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    // Signals outlive many promises: listeners left behind would pile up.
    signal.removeEventListener("abort", abort);
  }
}
