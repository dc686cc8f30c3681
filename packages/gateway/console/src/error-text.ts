/** What went wrong, as the gateway said it, with its reason where it has one. */
export function errorText(error: unknown): string {
  const { message, details } = error as {
    readonly message?: string;
    readonly details?: { readonly reason?: string };
  };
  const sentence = message ?? String(error);
  return details?.reason === undefined ? sentence : `${sentence} (${details.reason})`;
}
