import { documentBytes } from "./document-size.ts";

test("a document has the size that Firestore documents for its example", () => {
  const fields = {
    type: "Personal",
    done: false,
    priority: 1,
    description: "Learn Cloud Firestore",
  };
  expect(documentBytes("users/jeff/tasks/my_task_id", fields)).toBe(147);
});

test("each type has its size", () => {
  const empty = documentBytes("c/d", {});
  const value = (sent: Parameters<typeof documentBytes>[1][string]) =>
    documentBytes("c/d", { f: sent }) - empty - 2;
  expect(value(null)).toBe(1);
  expect(value({ $int64: "9007199254740993" })).toBe(8);
  expect(value({ $number: "NaN" })).toBe(8);
  expect(value({ $timestamp: "2026-11-22T10:00:00.000000Z" })).toBe(8);
  expect(value("é")).toBe(3);
  expect(value({ $bytes: "AAE=" })).toBe(2);
  expect(value({ $reference: "users/jeff/tasks/my_task_id" })).toBe(44);
  expect(value({ $geoPoint: { latitude: 1, longitude: 2 } })).toBe(16);
  expect(value({ $vector: [1, 2, 3] })).toBe(24);
  expect(value([true, "a"])).toBe(3);
  expect(value({ $map: [["$a", true]] })).toBe(4);
});
