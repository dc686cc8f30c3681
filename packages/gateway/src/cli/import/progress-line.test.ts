import { progressBar, progressLine, type ImportProgress } from "./progress-line.ts";
import { Tally } from "./tally.ts";

function progressAt(
  changes: Partial<ImportProgress> & { readonly bytesDone?: number },
): ImportProgress {
  const tally = new Tally(undefined);
  Object.assign(tally, { rowsRead: 1500, written: 1200, bytesDone: changes.bytesDone ?? 400 });
  tally.reject({ row: 1, line: 1, violations: [] });
  return { tally, fileBytes: 1000, elapsedMs: 2000, pausedMs: 0, isBackingOff: false, ...changes };
}

test("it says how much of the file is done, and what came of the rows", () => {
  expect(progressLine(progressAt({}))).toBe("40%  1,500 rows read, 1,200 written, 1 rejected");
});

test("what is left is told once it can be guessed", () => {
  expect(progressLine(progressAt({ elapsedMs: 60_000 }))).toMatch(/rejected; 2 min left$/);
  expect(progressLine(progressAt({ elapsedMs: 3_600_000 }))).toMatch(/; 1 h 30 min left$/);
  expect(progressLine(progressAt({ elapsedMs: 60_000, bytesDone: 0 }))).toMatch(/^0% .* rejected$/);
  expect(progressLine(progressAt({ elapsedMs: 60_000, bytesDone: 1000 }))).toMatch(
    /^100% .* rejected$/,
  );
});

test("while a quota is used up, it says when it goes on", () => {
  expect(progressLine(progressAt({ pausedMs: 1500 }))).toMatch(
    /; the quota is used up, going on in 2 s$/,
  );
});

test("a bar that stands still says why", () => {
  expect(progressLine(progressAt({ isBackingOff: true, elapsedMs: 60_000 }))).toMatch(
    /; the last answer was an error, trying again$/,
  );
});

test("the bar is as full as the file is done", () => {
  const bars = [0, 500, 999, 1000].map((bytesDone) => progressBar(progressAt({ bytesDone })));
  expect(bars.map((bar) => bar.replaceAll(/[^█]/g, "").length)).toEqual([0, 12, 23, 24]);
  expect(bars.every((bar) => /^[█░]{24}  \d+%  1,500 rows read/.test(bar))).toBe(true);
});

test("an empty file is done", () => {
  expect(progressLine(progressAt({ fileBytes: 0, bytesDone: 0 }))).toMatch(/^100%/);
});
