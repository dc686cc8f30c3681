import type { Caller } from "../caller/caller.ts";
import type { BudgetDefinition } from "./budget/budget.ts";
import { Tier, type TierDefinition } from "./tier.ts";

/** The quotas of a project. Every caller has one. */
export interface QuotaDefinition {
  readonly tiers: {
    /** For each App Check app and client address that calls without a token. */
    readonly anonymous: TierDefinition;
    /** For each end user. */
    readonly user: TierDefinition;
    /** For each service that `services` doesn't name. */
    readonly service: TierDefinition;
    /** For each end user with the admin claim. */
    readonly admin: TierDefinition;
  };
  /** For single services, by name. */
  readonly services?: Readonly<Record<string, TierDefinition>>;
  /** What the whole project may use in a day. @default no limit but Firestore's own */
  readonly budget?: BudgetDefinition;
}

/** Finds a caller's tier. An end user with the admin claim is in the admins' tier; a service is in its own. */
export class Tiers {
  readonly #kinds: Readonly<Record<keyof QuotaDefinition["tiers"], Tier>>;
  readonly #services: ReadonlyMap<string, Tier>;

  constructor(definition: QuotaDefinition) {
    const { anonymous, user, service, admin } = definition.tiers;
    this.#kinds = {
      anonymous: new Tier("anonymous", anonymous),
      user: new Tier("user", user),
      service: new Tier("service", service),
      admin: new Tier("admin", admin),
    };
    const services = Object.entries(definition.services ?? {});
    this.#services = new Map(
      services.map(([name, tier]) => [name, new Tier(`service ${name}`, tier)]),
    );
  }

  /** The tier by which a caller is charged. */
  tierOf(caller: Caller): Tier {
    const named = caller.kind === "service" ? this.#services.get(caller.service) : undefined;
    return named ?? this.#kinds[caller.admin && caller.kind === "user" ? "admin" : caller.kind];
  }
}
