import { createHash } from "node:crypto";
import fc from "fast-check";
import { Occurrences } from "./occurrences.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest();

test("each text is counted for itself, however many there are", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3000 }), { minLength: 2000, maxLength: 4000 }), (texts) => {
      const occurrences = new Occurrences();
      const counts = new Map<number, number>();
      for (const text of texts) {
        const count = (counts.get(text) ?? 0) + 1;
        counts.set(text, count);
        expect(occurrences.add(hashOf(String(text)))).toBe(count);
      }
    }),
    { numRuns: 10 },
  );
});

test("hashes that differ in any of their first 12 bytes are different", () => {
  const occurrences = new Occurrences();
  expect(occurrences.add(Buffer.alloc(12))).toBe(1);
  for (let byte = 0; byte < 12; byte += 1) {
    const hash = Buffer.alloc(12);
    hash[byte] = 1;
    expect(occurrences.add(hash)).toBe(1);
    expect(occurrences.add(hash)).toBe(2);
  }
  expect(occurrences.add(Buffer.alloc(12))).toBe(2);
});
