import fc from "fast-check";
import { clientAddress } from "./client-address.ts";

const address = (forwardedFor: string | undefined, trustedHops = 1) =>
  clientAddress({ forwardedFor, remoteAddress: "192.0.2.99", trustedHops });

describe("a client's address", () => {
  test.each([
    ["203.0.113.7", 1, "203.0.113.7"],
    ["198.51.100.1, 203.0.113.7", 1, "203.0.113.7"],
    ["198.51.100.1,203.0.113.7 , 10.0.0.1", 2, "203.0.113.7"],
    ["203.0.113.7", 0, "192.0.2.99"],
    [undefined, 0, "192.0.2.99"],
  ])("of %s behind %i proxies is %s", (forwardedFor, hops, expected) => {
    expect(address(forwardedFor, hops)).toBe(expected);
  });

  test("is not what the client made up, however much that is", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (madeUp) => {
        expect(address(`${madeUp}, 203.0.113.7`)).toBe("203.0.113.7");
        expect(address(`${madeUp}, 203.0.113.7, 10.0.0.1`, 2)).toBe("203.0.113.7");
      }),
    );
  });

  test("is unknown, not made up, where fewer proxies have written than should have", () => {
    expect(address("203.0.113.7", 2)).toBe("");
    expect(address(undefined)).toBe("");
    expect(address("")).toBe("");
  });

  test.each([
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2:ffff::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"],
    ["[2001:db8:1:2::9]", "2001:db8:1:2::/64"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::ffff:cb00:7107", "203.0.113.7"],
    ["64:ff9b::203.0.113.7", "64:ff9b:0:0::/64"],
    ["203.0.113.7:5678", "203.0.113.7"],
  ])("%s counts as %s", (written, expected) => {
    expect(address(written)).toBe(expected);
  });

  test.each(["unknown", "203.0.113", "203.0.113.256", "2001:db8", "::1::", "[::1", "<script>"])(
    "%s is none",
    (written) => {
      expect(address(written)).toBe("");
    },
  );

  test("all of one /64 are one, and no two /64 are", () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const groups = (length: number) => fc.array(group, { minLength: length, maxLength: length });
    const written = (of: readonly number[]) => of.map((n) => n.toString(16)).join(":");
    fc.assert(
      fc.property(groups(4), groups(4), groups(4), groups(4), (net, hostA, hostB, other) => {
        fc.pre(net[0] !== 0);
        expect(address(written([...net, ...hostA]))).toBe(address(written([...net, ...hostB])));
        fc.pre(other[0] !== 0 && written(net) !== written(other));
        expect(address(written([...net, ...hostA]))).not.toBe(
          address(written([...other, ...hostA])),
        );
      }),
    );
  });
});
