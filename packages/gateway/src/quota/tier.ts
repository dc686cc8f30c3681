import type { CallableName } from "../api/api.ts";
import { COST_CLASSES, type Cost, type CostClass } from "./cost.ts";
import { limitsOf, type Limit, type Window } from "./limit.ts";
import type { CostScope } from "./quota.ts";
import { checkServerRights, type ServerRights } from "./server-rights.ts";
import type { Spending } from "./spending.ts";

/** The windows of each class of a caller's costs, and of parts of them. Every window that a call falls under applies. */
export interface TierDefinition
  extends Readonly<Record<CostClass, readonly [Window, ...Window[]]>>, ServerRights {
  /** Windows for single callables, by name; a call of one counts `weight` calls. */
  readonly callables?: Readonly<Partial<Record<CallableName, PartDefinition>>>;
  /** Windows for single collections, by the path pattern of their definition; a read or write in one counts `weight`. */
  readonly collections?: Readonly<Record<string, PartDefinition>>;
}

/** The windows for a part of a caller's costs. */
export interface PartDefinition extends Readonly<Partial<Record<CostClass, readonly Window[]>>> {
  /** The factor by which it counts under the caller's other limits: a number > 0. @default 1 */
  readonly weight?: number;
}

/** A tier with the limits by which its callers are charged. */
export class Tier {
  readonly name: string;
  readonly limits: readonly Limit[];
  readonly serverRights: ServerRights;
  readonly #callWeights: ReadonlyMap<string, number>;
  readonly #collectionWeights: ReadonlyMap<string, number>;
  readonly #countsCollections: boolean;

  /** @throws RangeError for limits of the same name, or a weight that isn't above 0. */
  constructor(name: string, definition: TierDefinition) {
    this.name = name;
    const { lockingTransactions, pastReads } = definition;
    this.serverRights = {
      ...(lockingTransactions !== undefined && { lockingTransactions }),
      ...(pastReads !== undefined && { pastReads }),
    };
    checkServerRights(name, this.serverRights);
    const { callables = {}, collections = {} } = definition;
    this.#callWeights = weightsOf(callables);
    this.#collectionWeights = weightsOf(collections);
    this.#countsCollections = Object.keys(collections).length > 0;
    const parts = [
      ...Object.entries(callables).map(([callable, part]) => ({ part, scope: { callable } })),
      ...Object.entries(collections).map(([collection, part]) => ({ part, scope: { collection } })),
    ];
    this.limits = COST_CLASSES.flatMap((costClass) => [
      ...limitsOf(costClass, definition[costClass]),
      ...parts.flatMap(({ part, scope }) => limitsOf(costClass, part[costClass] ?? [], scope)),
    ]);
    const names = this.limits.map((limit) => limit.name);
    const twice = names.find((limit, index) => names.indexOf(limit) !== index);
    if (twice !== undefined) throw new RangeError(`The tier "${name}" has two limits ${twice}.`);
  }

  /** A cost with its weights, and with those of its scopes that the limits of this tier look at. */
  spending(cost: Cost, { callable, collections }: CostScope): Spending {
    return {
      cost,
      ...(callable !== undefined && { callable }),
      ...(collections && this.#countsCollections && { collections }),
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
