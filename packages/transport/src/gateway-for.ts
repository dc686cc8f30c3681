import { gatewayUrlsOf, hostOf, type GatewayUrls } from "./gateway-urls.ts";
import { hostFaultOf } from "./host-fault.ts";

/** The faults that were told: each is once in the console, by however many requests it comes. */
const told = new Set<string>();

/**
 * The gateway that a URL leads to, or undefined where that is Firestore itself. Where the app's
 * `host` can be neither, the console says so: requests fail, and writes wait, without a reason.
 */
export function gatewayFor(url: string): GatewayUrls | undefined {
  const urls = gatewayUrlsOf(url);
  const fault = hostFaultOf(hostOf(url) ?? "", urls !== undefined);
  if (fault !== undefined && !told.has(fault)) {
    told.add(fault);
    console.warn(fault);
  }
  return urls;
}
