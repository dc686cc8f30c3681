/** Loaded before the gateway: its wall clock is CLOCK_AHEAD_MS ahead, or behind where that is less than 0. */
import { setWallClock } from "./set-wall-clock.ts";

const aheadMs = Number(process.env["CLOCK_AHEAD_MS"]);

setWallClock((realMs) => realMs + aheadMs);
