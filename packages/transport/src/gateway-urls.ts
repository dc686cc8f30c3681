import { gatewaySettings } from "./settings.ts";

/** Where a gateway answers. */
export interface GatewayUrls {
  /** The URL of the function `database`, without a slash at its end. */
  readonly database: string;
  /** The URL of the function `listen`. */
  readonly listen: string;
}

/** What follows the host in the URLs of Firebase's SDK. */
const BEHIND_HOST = /\/(?:v1\/projects|google\.firestore\.v1\.Firestore)\//;
/** The last segment of the path of the function `database`, which a group's name may precede. */
const DATABASE = /(?<=\/(?:[\w-]+-)?)database$/;

/**
 * The gateway that a URL of Firebase's SDK leads to, or undefined where that is Firestore itself.
 * A gateway's is a host that {@link addGateway} names, and one with a path that ends in `/database`,
 * or `-database` for a function in a group: Firestore's own hosts have no path. The function
 * `listen` is the one beside it.
 */
export function gatewayUrlsOf(url: string): GatewayUrls | undefined {
  const host = hostOf(url);
  if (host === undefined) return undefined;
  const database = url.slice(0, url.search(BEHIND_HOST));
  const setting = gatewaySettings().find((one) => one.host === host);
  if (setting !== undefined) return { database, listen: setting.listenUrl };
  if (!host.includes("/") || !DATABASE.test(host)) return undefined;
  return { database, listen: database.replace(DATABASE, "listen") };
}

/** What an app has set as `host`, or undefined where a URL is none of the SDK's. */
export function hostOf(url: string): string | undefined {
  const end = url.search(BEHIND_HOST);
  return end === -1 ? undefined : url.slice(0, end).replace(/^https?:\/\//, "");
}
