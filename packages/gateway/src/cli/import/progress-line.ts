import type { Tally } from "./tally.ts";

/** How an import stands. */
export interface ImportProgress {
  readonly tally: Tally;
  readonly fileBytes: number;
  readonly elapsedMs: number;
  /** How long the quota makes it wait from now on; 0 where it doesn't. */
  readonly pausedMs: number;
  /** Whether it waits before it tries something again that failed. */
  readonly isBackingOff: boolean;
}

const BAR_WIDTH = 24;
/** Before, what is left is a guess. */
const MIN_GUESS_MS = 3000;

/** How an import stands, in one line: `1,500 rows read, 1,400 written, 3 rejected (42%)`. */
export function progressLine(progress: ImportProgress): string {
  const { tally, fileBytes } = progress;
  const { rowsRead, written, rejected, bytesDone } = tally;
  const done = fileBytes === 0 ? 1 : bytesDone / fileBytes;
  const counts = `${count(rowsRead)} rows read, ${count(written)} written, ${count(rejected)} rejected`;
  return `${String(Math.floor(done * 100))}%  ${counts}${outlook(done, progress)}`;
}

/** The same with a bar before it. */
export function progressBar(progress: ImportProgress): string {
  const { tally, fileBytes } = progress;
  const full = Math.floor((fileBytes === 0 ? 1 : tally.bytesDone / fileBytes) * BAR_WIDTH);
  return `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)}  ${progressLine(progress)}`;
}

function outlook(done: number, { elapsedMs, pausedMs, isBackingOff }: ImportProgress): string {
  if (isBackingOff) return "; the last answer was an error, trying again";
  if (pausedMs > 0) return `; the quota is used up, going on in ${duration(pausedMs)}`;
  if (done === 0 || done === 1 || elapsedMs < MIN_GUESS_MS) return "";
  return `; ${duration((elapsedMs / done) * (1 - done))} left`;
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60
    ? `${String(minutes)} min`
    : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
