/** Where functions answer, and Firestore never does. */
const FUNCTIONS = /\.(?:cloudfunctions\.net|run\.app)$/;

/**
 * What is wrong with the `host` that an app has set, and what to do; undefined where nothing is
 * known to be. Firestore's own hosts, and its emulator's, have no path.
 *
 * @param isGateway whether it is taken for a gateway's
 */
export function hostFaultOf(host: string, isGateway: boolean): string | undefined {
  const scheme = /^https?(?=:\/\/)/.exec(host)?.[0];
  if (scheme !== undefined) {
    return `Firestore's host "${host}" must be without "${scheme}://": set ssl to ${String(scheme === "https")} in its place.`;
  }
  if (isGateway || !(host.includes("/") || FUNCTIONS.test(host))) return undefined;
  if (host.endsWith("/")) return `Firestore's host "${host}" must be without the slash at its end.`;
  return (
    `Firestore's host "${host}" is not taken for a gateway's, since its path does not end in "/database": ` +
    "correct it, or name it with addGateway of @database-service/transport before Firestore is first used."
  );
}
