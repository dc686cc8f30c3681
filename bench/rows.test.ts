import { getsBy } from "./rows.ts";

test("gets are by so many callers with so many tokens, for so many documents", () => {
  const calls = getsBy({ documents: 8, callers: 16, tokens: 64 });
  const count = (of: (call: (typeof calls)[number]) => unknown) => new Set(calls.map(of)).size;
  expect(count(({ data }) => JSON.stringify(data))).toBe(8);
  expect(count(({ uid }) => uid)).toBe(16);
  expect(count(({ uid, signedInSecondsAgo }) => `${uid} ${String(signedInSecondsAgo)}`)).toBe(64);
});
