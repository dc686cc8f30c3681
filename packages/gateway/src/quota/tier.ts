import type { CallableName } from "../api/api.ts";
import { COST_CLASSES, type Cost, type CostClass } from "./cost.ts";
import { limitsOf, type Limit, type Window } from "./limit.ts";
import type { Charged } from "./quota.ts";
import type { Spending } from "./spending.ts";

/**
 * What each class of a caller's costs may come to, and what parts of them may. Every window that
 * a call falls under binds.
 */
export interface TierDefinition extends Readonly<
  Record<CostClass, readonly [Window, ...Window[]]>
> {
  /** By the callable's name; a call counts `weight` calls. */
  readonly callables?: Readonly<Partial<Record<CallableName, PartDefinition>>>;
  /** By the path pattern of the collection's definition; a read or write in it counts `weight`. */
  readonly collections?: Readonly<Record<string, PartDefinition>>;
}

export interface PartDefinition extends Readonly<Partial<Record<CostClass, readonly Window[]>>> {
  /** What one counts for under the caller's other limits: a number > 0. @default 1 */
  readonly weight?: number;
}

/** A tier as calls are charged by it. */
export class Tier {
  readonly name: string;
  readonly limits: readonly Limit[];
  readonly #callWeights: ReadonlyMap<string, number>;
  readonly #collectionWeights: ReadonlyMap<string, number>;

  /** @throws RangeError for limits of the same name, or a weight that isn't above 0. */
  constructor(name: string, definition: TierDefinition) {
    this.name = name;
    const { callables = {}, collections = {} } = definition;
    this.#callWeights = weightsOf(callables);
    this.#collectionWeights = weightsOf(collections);
    const parts = [
      ...Object.entries(callables).map(([callable, part]) => ({ part, on: { callable } })),
      ...Object.entries(collections).map(([collection, part]) => ({ part, on: { collection } })),
    ];
    this.limits = COST_CLASSES.flatMap((costClass) => [
      ...limitsOf(costClass, definition[costClass]),
      ...parts.flatMap(({ part, on }) => limitsOf(costClass, part[costClass] ?? [], on)),
    ]);
    const names = this.limits.map((limit) => limit.name);
    const twice = names.find((limit, index) => names.indexOf(limit) !== index);
    if (twice !== undefined) throw new RangeError(`The tier "${name}" has two limits ${twice}.`);
  }

  /** A cost as it counts under the limits. */
  spending(cost: Cost, { callable, collections }: Charged): Spending {
    return {
      cost,
      ...(callable !== undefined && { callable }),
      ...(collections && { collections }),
      weights: {
        call: (callable !== undefined && this.#callWeights.get(callable)) || 1,
        collections: this.#collectionWeights,
      },
    };
  }
}

function weightsOf(parts: Readonly<Record<string, PartDefinition>>): ReadonlyMap<string, number> {
  const weights = Object.entries(parts).map(([name, { weight = 1 }]) => {
    if (!Number.isFinite(weight) || weight <= 0) {
      throw new RangeError(
        `The weight of ${name} must be a number above 0, not ${String(weight)}.`,
      );
    }
    return [name, weight] as const;
  });
  return new Map(weights.filter(([, weight]) => weight !== 1));
}
