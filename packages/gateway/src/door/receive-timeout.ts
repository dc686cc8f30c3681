/** How long a request may take to come in, in milliseconds, whether its body is wanted or thrown away. */
export const RECEIVE_TIMEOUT_MS = 30_000;
