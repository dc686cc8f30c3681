import { MAX_REASONS, Tally } from "./tally.ts";

const because = [{ field: "a", description: "is wrong" }];

test("rejections come in the order of rows, whatever the order of answers", () => {
  const tally = new Tally({ knowsUnchanged: true });
  for (const row of [30, 4, 500]) tally.reject({ row, violations: because });
  expect(tally.rejections.map(({ row }) => row)).toEqual([4, 30, 500]);
});

test("any number of rejections takes a bounded memory, and all are counted", () => {
  const tally = new Tally({ knowsUnchanged: true });
  for (let row = 1; row <= MAX_REASONS + 5; row += 1) tally.reject({ row, violations: because });
  expect(tally.rejected).toBe(MAX_REASONS + 5);
  expect(tally.rejections).toHaveLength(MAX_REASONS);
});

test("where it can't be told what is unchanged, nothing is said of it", () => {
  const tally = new Tally({ knowsUnchanged: false });
  tally.write(true);
  expect(tally).toMatchObject({ written: 1, unchanged: undefined });
});
