import type { Caller } from "../contract/caller.ts";
import { COST_CLASSES, type CostClass } from "./cost.ts";
import type { Limit, Window } from "./limit.ts";

/** What each class of a caller's costs may come to: every window of a class binds. */
export type TierDefinition = Readonly<Record<CostClass, readonly [Window, ...Window[]]>>;

/** The quotas of a project: everybody has some. */
export interface QuotaDefinition {
  readonly tiers: {
    /** Each client address that calls without a token. */
    readonly anonymous: TierDefinition;
    /** Each end user. */
    readonly user: TierDefinition;
    /** Each service that `services` doesn't name. */
    readonly service: TierDefinition;
    /** Each end user with the admin claim. */
    readonly admin: TierDefinition;
  };
  /** By the service's name. */
  readonly services?: Readonly<Record<string, TierDefinition>>;
}

/** A tier as calls are charged by it. */
export interface Tier {
  readonly name: string;
  readonly limits: readonly Limit[];
}

/** Finds a caller's tier. Claims add rights, so an admin is in the admins' tier, but a named service in its own. */
export class Tiers {
  readonly #kinds: Readonly<Record<keyof QuotaDefinition["tiers"], Tier>>;
  readonly #services: ReadonlyMap<string, Tier>;

  constructor(definition: QuotaDefinition) {
    const { anonymous, user, service, admin } = definition.tiers;
    this.#kinds = {
      anonymous: tier("anonymous", anonymous),
      user: tier("user", user),
      service: tier("service", service),
      admin: tier("admin", admin),
    };
    this.#services = new Map(
      Object.entries(definition.services ?? {}).map(([name, of]) => [
        name,
        tier(`service ${name}`, of),
      ]),
    );
  }

  of(caller: Caller): Tier {
    const named = caller.kind === "service" ? this.#services.get(caller.service) : undefined;
    return named ?? this.#kinds[caller.admin && caller.kind === "user" ? "admin" : caller.kind];
  }
}

function tier(name: string, definition: TierDefinition): Tier {
  const limits = COST_CLASSES.flatMap((costClass) =>
    definition[costClass].map(({ unit, capacity, refillPerMinute }) => ({
      name: `${costClass}-per-${unit}`,
      class: costClass,
      capacity,
      refillPerMinute,
    })),
  );
  const names = limits.map((limit) => limit.name);
  const twice = names.find((limit, index) => names.indexOf(limit) !== index);
  if (twice !== undefined) throw new RangeError(`The tier "${name}" has two limits ${twice}.`);
  return { name, limits };
}
