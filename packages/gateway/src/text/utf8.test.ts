import fc from "fast-check";
import { compareUtf8, utf8Length } from "./utf8.ts";

// Around the borders where UTF-8 grows by a byte, and where UTF-16 order and UTF-8 order differ.
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    fc.constantFrom("\u007f", "\u0080", "\u07ff", "\u0800", "\ue000", "\uffff", "\u{10000}"),
  ),
});

test("utf8Length is the number of bytes that UTF-8 takes", () => {
  fc.assert(fc.property(text, (a) => utf8Length(a) === Buffer.byteLength(a)));
});

test("compareUtf8 orders as the bytes do", () => {
  fc.assert(
    fc.property(
      text,
      text,
      (a, b) => Math.sign(compareUtf8(a, b)) === Buffer.compare(Buffer.from(a), Buffer.from(b)),
    ),
  );
});
