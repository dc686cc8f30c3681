import { seeded } from "./random.ts";

/** Choices at random that are the same for the same seed. */
export class Chance {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  /** One of several choices, each as likely as the others. */
  readonly pick = <const T>(choices: readonly T[]): T => choices[this.below(choices.length)] as T;

  /** A whole number from 0 to below `count`. */
  readonly below = (count: number): number => Math.floor(this.random() * count);

  /** Whether something happens that is so likely, from 0 to 1. */
  readonly isIn = (likelihood: number): boolean => this.random() < likelihood;
}
