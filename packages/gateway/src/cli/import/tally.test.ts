import { MAX_REASONS, Tally } from "./tally.ts";

const because = [{ field: "a", description: "is wrong" }];

test("rejections come in the order of rows, whatever the order of answers", () => {
  const tally = new Tally(undefined);
  for (const row of [30, 4, 500]) tally.reject({ row, line: row, violations: because });
  expect(tally.rejections.map(({ row }) => row)).toEqual([4, 30, 500]);
});

test("any number of rejections takes a bounded memory, and all are counted", () => {
  const tally = new Tally(undefined);
  for (let row = 1; row <= MAX_REASONS + 5; row += 1)
    tally.reject({ row, line: row, violations: because });
  expect(tally.rejected).toBe(MAX_REASONS + 5);
  expect(tally.rejections).toHaveLength(MAX_REASONS);
});

test("what was last written before the import started is unchanged", () => {
  const tally = new Tally(new Date("2026-11-22T10:00:00Z"));
  tally.write("2026-11-22T09:59:59.999999Z");
  tally.write("2026-11-22T10:00:00.000000Z");
  expect(tally).toMatchObject({ written: 2, unchanged: 1 });
});

test("where the server's clock isn't known, nothing is said to be unchanged", () => {
  const tally = new Tally(undefined);
  tally.write("2026-11-22T09:59:59.999999Z");
  expect(tally).toMatchObject({ written: 1, unchanged: 0 });
});
