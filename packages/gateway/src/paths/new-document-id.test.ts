import { randomBytes } from "node:crypto";
import { newDocumentId } from "./new-document-id.ts";

test("ids are 20 letters and digits, each as likely as any other", () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 5000; i++) {
    const id = newDocumentId(randomBytes);
    expect(id).toMatch(/^[A-Za-z0-9]{20}$/);
    for (const character of id) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  expect(counts.size).toBe(62);
  // 100,000 characters: 1,613 of each, standard deviation 40.
  for (const count of counts.values()) expect(Math.abs(count - 1613)).toBeLessThan(6 * 40);
});

test("it goes on until enough bytes were fair", () => {
  const sources = [new Uint8Array(40).fill(255), new Uint8Array(40).fill(61)];
  expect(newDocumentId(() => sources.shift() as Uint8Array)).toBe("9".repeat(20));
});
