import fc from "fast-check";
import { callerKey, type Identity } from "./caller-key.ts";

describe("a caller's key", () => {
  // Any UTF-16: lone surrogates too.
  const text = fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)),
    maxLength: 128,
  });
  const identities: fc.Arbitrary<Identity> = fc.oneof(
    text.map((uid) => ({ kind: "user", uid }) as const),
    text.map((service) => ({ kind: "service", service }) as const),
    fc.option(text).map((app) => ({ kind: "anonymous", app }) as const),
  );

  test("is never another caller's", () => {
    fc.assert(
      fc.property(identities, text, identities, text, (a, addressA, b, addressB) => {
        const same =
          JSON.stringify([a, a.kind === "anonymous" && addressA]) ===
          JSON.stringify([b, b.kind === "anonymous" && addressB]);
        expect(callerKey(a, { address: addressA }) === callerKey(b, { address: addressB })).toBe(
          same,
        );
      }),
    );
  });

  test("tells lone surrogates apart, which are one and the same in UTF-8", () => {
    const keys = ["\ud800", "\ud801", "\udc00", "\ufffd"].map((uid) =>
      callerKey({ kind: "user", uid }),
    );
    expect(new Set(keys).size).toBe(4);
  });

  test("is a valid id of a document, with nothing in it of what the caller chose", () => {
    fc.assert(
      fc.property(identities, text, (caller, address) => {
        expect(callerKey(caller, { address })).toMatch(/^(user|service|anonymous)-[\w-]{43}$/);
      }),
    );
  });

  test("of an anonymous caller takes the secret to make, as addresses are few", () => {
    const caller = { kind: "anonymous", app: null } as const;
    const keys = ["one", "another"].map((secret) =>
      callerKey(caller, { address: "192.0.2.1", secret: Buffer.from(secret) }),
    );
    expect(new Set([...keys, callerKey(caller, { address: "192.0.2.1" })]).size).toBe(3);
  });
});
