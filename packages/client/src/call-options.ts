/** What one call may have besides its request. */
export interface CallOptions {
  /**
   * How long the call may take, with all its attempts and waits, in milliseconds, 1 or more. Then
   * it rejects with code deadline-exceeded; a write may be applied all the same.
   * @default as long as its attempts take
   */
  readonly deadlineMs?: number;
  /**
   * Ends the call: it rejects with the signal's reason, and nothing is sent again. A write that was
   * sent may be applied all the same.
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
}
