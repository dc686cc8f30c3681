let addresses = 0;
let subscribers = 0;

/** An address that this test file has not called from, in a range that is kept for tests. */
export function newAddress(): string {
  addresses += 1;
  return `198.18.${String(addresses >> 8)}.${String(addresses & 255)}`;
}

/** The first half of an IPv6 address, likewise: what one subscriber's addresses have in common. */
export function newSubscriber(): string {
  subscribers += 1;
  return `2001:db8:1000:${(0x1000 + subscribers).toString(16)}`;
}
