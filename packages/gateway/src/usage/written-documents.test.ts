import fc from "fast-check";
import { UsageTotals } from "./usage-totals.ts";
import { hotDocuments, WrittenDocuments } from "./written-documents.ts";

test("a document is hot that all instances together wrote more than once a second, and no other", () => {
  const counts = fc.dictionary(fc.constantFrom("a/1", "a/2", "b/1"), fc.nat(80));
  fc.assert(
    fc.property(fc.array(counts, { maxLength: 3 }), (instances) => {
      const minute = new UsageTotals();
      const truth = new Map<string, number>();
      for (const paths of instances) {
        const written = new WrittenDocuments();
        for (const [path, count] of Object.entries(paths)) {
          const collection = path.slice(0, 1);
          for (let n = 0; n < count; n += 1) written.add({ collection, path });
          truth.set(path, (truth.get(path) ?? 0) + count);
        }
        const totals = new UsageTotals();
        totals.written.merge(written.hashed);
        minute.merge(totals);
      }
      const expected: Record<string, { minutes: number; written: number }> = {};
      for (const [path, written] of truth) {
        if (written <= 60) continue;
        const sum = (expected[path.slice(0, 1)] ??= { minutes: 0, written: 0 });
        sum.minutes += 1;
        sum.written += written;
      }
      const settled = minute.settled();
      expect(Object.fromEntries(settled.groups.hotDocument.entries)).toEqual(expected);
      expect(hotDocuments(settled.written)).toEqual([]);
    }),
  );
});

test("nothing of a document's path is stored", () => {
  const written = new WrittenDocuments();
  written.add({ collection: "users/{uid}/notes", path: "users/SENTINEL/notes/SENTINEL" });
  expect(JSON.stringify(written.hashed.entries)).not.toContain("SENTINEL");
});

test("of very many documents, the hot one is told all the same", () => {
  const written = new WrittenDocuments();
  for (let n = 0; n < 3_000; n += 1) {
    written.add({ collection: "c", path: `c/${String(n)}` });
    if (n % 5 === 0) written.add({ collection: "c", path: "c/hot" });
  }
  expect(hotDocuments(written.hashed)).toMatchObject([{ collection: "c", counts: { minutes: 1 } }]);
});
