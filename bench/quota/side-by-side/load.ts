import { evenly, type Pace } from "../evenly.ts";

/** How a caller's calls come. */
export interface Load {
  readonly title: string;
  /** In the ids of its callers. */
  readonly id: string;
  /** Makes the calls, and waits for all answers. */
  run(call: (number: number) => Promise<void>): Promise<unknown>;
}

const AT_ONCE = 64;
const PACE: Pace = { perSecond: 20, seconds: 4 };

export const LOADS: readonly Load[] = [
  {
    title: `${String(AT_ONCE)} calls at once`,
    id: "at-once",
    run: (call) => Promise.all(Array.from({ length: AT_ONCE }, (_, number) => call(number))),
  },
  {
    title: `${String(PACE.perSecond)} calls/s`,
    id: "steady",
    run: (call) => evenly(PACE, call),
  },
];
