/** Loaded before the gateway: its wall clock is wrong by CLOCK_SKEW_MS, and every few seconds wrong the other way. */
import { setWallClock } from "./set-wall-clock.ts";

const skewMs = Number(process.env["CLOCK_SKEW_MS"]);
const FLIP_MS = 4_000;

setWallClock((realMs) => {
  const isFlipped = Math.floor(performance.now() / FLIP_MS) % 2 === 1;
  return realMs + (isFlipped ? -skewMs : skewMs);
});
