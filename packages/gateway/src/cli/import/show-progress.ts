import { clearLine, cursorTo } from "node:readline";
import { progressBar, progressLine, type ImportProgress } from "./progress-line.ts";

const REDRAW_MS = 100;
const LINE_MS = 1000;

/**
 * Shows how an import stands until it is told to stop: a bar on a terminal, a line each second
 * elsewhere. It goes to stderr; stdout is for the report.
 *
 * @returns stops it
 */
export function showProgress(progress: () => ImportProgress): () => void {
  return process.stderr.isTTY ? showBar(progress) : showLines(progress);
}

function showBar(progress: () => ImportProgress): () => void {
  const { stderr } = process;
  const draw = (): void => {
    cursorTo(stderr, 0);
    // A line that is longer would take another with each redraw.
    stderr.write(progressBar(progress()).slice(0, stderr.columns - 1));
    clearLine(stderr, 1);
  };
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  return () => {
    clearInterval(timer);
    draw();
    console.error("\n");
  };
}

function showLines(progress: () => ImportProgress): () => void {
  const timer = setInterval(() => {
    console.error(progressLine(progress()));
  }, LINE_MS);
  return () => {
    clearInterval(timer);
  };
}
