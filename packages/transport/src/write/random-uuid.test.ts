import { randomUuid, uuidFrom } from "./random-uuid.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("UUIDs are of version 4, and differ", () => {
  const some = Array.from({ length: 100 }, () => randomUuid());
  for (const one of some) expect(one).toMatch(UUID);
  expect(new Set(some).size).toBe(100);
  expect(uuidFrom(new Uint8Array(32).fill(255))).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
});

test("where there is no crypto they are made all the same", () => {
  const { crypto } = globalThis;
  Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true });
  try {
    expect(randomUuid()).toMatch(UUID);
    expect(randomUuid()).not.toBe(randomUuid());
  } finally {
    Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true });
  }
});
