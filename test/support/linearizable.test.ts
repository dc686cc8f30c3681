import { isLinearizable, type RegisterEvent, type RegisterOperation } from "./linearizable.ts";

const event = (
  operation: RegisterOperation,
  calledAt: number,
  answeredAt: number,
): RegisterEvent => ({ operation, calledAt, answeredAt });

const read = (value: number, calledAt: number, answeredAt: number) =>
  event({ kind: "read", value }, calledAt, answeredAt);
const write = (value: number, calledAt: number, answeredAt: number) =>
  event({ kind: "write", value }, calledAt, answeredAt);
const cas = (
  [from, to, swapped]: readonly [number, number, boolean],
  calledAt: number,
  answeredAt: number,
) => event({ kind: "cas", from, to, swapped }, calledAt, answeredAt);

describe("a history that one register could have", () => {
  test.each<[string, RegisterEvent[]]>([
    ["nothing", []],
    [
      "one after the other",
      [write(1, 0, 1), read(1, 2, 3), cas([1, 2, true], 4, 5), read(2, 6, 7)],
    ],
    ["a read while a write is on its way sees it", [write(1, 0, 9), read(1, 1, 2), read(1, 3, 4)]],
    ["a read while a write is on its way does not see it", [write(1, 0, 9), read(0, 1, 2)]],
    [
      "two writes at once, in the order that nobody saw",
      [write(1, 0, 9), write(2, 0, 9), read(1, 10, 11)],
    ],
    ["a write without an answer, seen late", [write(1, 0, Infinity), read(0, 1, 2), read(1, 3, 4)]],
    ["a write without an answer, never seen", [write(1, 0, Infinity), read(0, 1, 2)]],
    ["of two swaps from one value, one", [cas([0, 1, true], 0, 9), cas([0, 2, false], 0, 9)]],
  ])("%s", (_what, history) => {
    expect(isLinearizable(history, 0)).toBe(true);
  });
});

describe("a history that no register could have", () => {
  test.each<[string, RegisterEvent[]]>([
    ["a value that nobody wrote", [read(7, 0, 1)]],
    ["a stale read", [write(1, 0, 1), read(0, 2, 3)]],
    ["a lost write", [write(1, 0, 1), write(2, 2, 3), read(1, 4, 5)]],
    ["a value that was seen, and then was not", [write(1, 0, 9), read(1, 1, 2), read(0, 3, 4)]],
    ["a value from the future", [read(1, 0, 1), write(1, 2, 3)]],
    ["two swaps from one value", [cas([0, 1, true], 0, 9), cas([0, 2, true], 0, 9)]],
    ["a swap that failed without a reason", [cas([0, 1, false], 0, 1)]],
    [
      "a write without an answer, applied twice",
      [write(1, 0, Infinity), read(1, 1, 2), write(2, 3, 4), read(1, 5, 6)],
    ],
    ["two readers who disagree", [write(1, 0, 1), write(2, 0, 1), read(1, 2, 3), read(2, 4, 5)]],
  ])("%s", (_what, history) => {
    expect(isLinearizable(history, 0)).toBe(false);
  });
});

test("a hundred operations, eight at once, are searched to the end", () => {
  const history = Array.from({ length: 100 }, (_, index) =>
    index % 2 === 0 ? write(index, index, index + 8) : read(index - 1, index, index + 8),
  );
  expect(isLinearizable(history, 0)).toBe(true);
  expect(isLinearizable([...history, read(0, 200, 201)], 0)).toBe(false);
});
