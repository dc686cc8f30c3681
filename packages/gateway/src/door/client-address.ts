import { isIPv4, isIPv6 } from "node:net";

/** A request, as far as it says where it comes from. */
export interface Origin {
  /** The header X-Forwarded-For, if any. */
  readonly forwardedFor: string | undefined;
  /** Of the socket: whoever connected last. */
  readonly remoteAddress: string | undefined;
  /**
   * How many proxies of one's own stand before the gateway, each adding to the header whom it
   * serves: 1 for functions that are called directly, as Google's front end is one; 2 behind a
   * load balancer; 0 in an emulator.
   */
  readonly trustedHops: number;
}

/**
 * Where a request comes from: an IPv4 address, or the /64 of an IPv6 address, which is the least
 * that one subscriber gets; "" where nobody can say.
 *
 * Counted from the right of the header, since what stands further left than one's own proxies have
 * written is whatever the client has made up.
 */
export function clientAddress({ forwardedFor, remoteAddress, trustedHops }: Origin): string {
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  const seen = trustedHops === 0 ? remoteAddress : hops.at(-trustedHops);
  return normalized(seen ?? "");
}

function normalized(address: string): string {
  const bare = withoutPort(address);
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return "";
  const groups = groupsOf(bare);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** Some proxies write `1.2.3.4:5678` and `[2001:db8::1]:5678`. */
function withoutPort(address: string): string {
  const [, bracketed, plain] = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(address) ?? [];
  return (bracketed ?? plain ?? address).replace(/%.*$/, "");
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const [head = "", tail] = address.split("::");
  const [left, right] = [parse(head), parse(tail ?? "")];
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array.from({ length: missing }, () => 0), ...right];
}

function parse(groups: string): readonly number[] {
  if (groups === "") return [];
  return groups.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
