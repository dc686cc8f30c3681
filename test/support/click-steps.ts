import { seeded } from "../../packages/gateway/simulation/random.ts";

/** What happens while clicks are on their way. */
export const CLICK_FAULTS = [
  "connections are cut",
  "the network is off",
  "the tab crashes",
  "the browser is killed",
  "the gateway is killed",
] as const;
export type ClickFault = (typeof CLICK_FAULTS)[number];

/** Some clicks, and the fault that meets them. */
export interface ClickStep {
  readonly clicks: number;
  /** How many of them are applied at least before the fault. */
  readonly applied: number;
  /** Whether no answer comes to all but the first of them. */
  readonly isHeld: boolean;
  readonly fault: ClickFault;
}

/** The most clicks of one step. */
const MOST = 40;

/** So many clicks in steps, each with a fault of a kind and at a moment that follow from the seed. */
export function randomSteps(clicks: number, seed: number): readonly ClickStep[] {
  const random = seeded(seed);
  const below = (end: number) => Math.floor(random() * end);
  const steps: ClickStep[] = [];
  for (let left = clicks; left > 0; left -= steps.at(-1)?.clicks ?? 0) {
    const ofStep = Math.min(left, 1 + below(MOST));
    const isHeld = ofStep > 1 && random() < 0.5;
    // While answers are held, one batch after another can't be sent.
    const applied = isHeld ? 1 : below(ofStep + 1);
    const fault = CLICK_FAULTS[below(CLICK_FAULTS.length)] ?? CLICK_FAULTS[0];
    steps.push({ clicks: ofStep, applied, isHeld, fault });
  }
  return steps;
}
