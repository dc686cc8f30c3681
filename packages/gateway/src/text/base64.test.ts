import fc from "fast-check";
import { byteLength, decodeBase64, encodeBase64, isBase64 } from "./base64.ts";

test("every sequence of bytes has one base64 text, of known length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const text = Buffer.from(bytes).toString("base64");
      expect(isBase64(text)).toBe(true);
      expect(byteLength(text)).toBe(bytes.length);
      expect(encodeBase64(bytes)).toBe(text);
      expect(decodeBase64(text)).toEqual(bytes);
    }),
  );
});

test("what decodes to bytes but is not their text is refused", () => {
  const text = fc.string({
    unit: fc.constantFrom("A", "B", "g", "/", "=", "-", " "),
    maxLength: 8,
  });
  fc.assert(
    fc.property(text, (a) => {
      expect(isBase64(a)).toBe(Buffer.from(a, "base64").toString("base64") === a);
    }),
  );
});
