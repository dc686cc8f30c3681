import type { Caller } from "../caller/caller.ts";
import type { BudgetDefinition } from "./budget/budget.ts";
import { Tier, type TierDefinition } from "./tier.ts";

/** The quotas of a project: everybody has some. */
export interface QuotaDefinition {
  readonly tiers: {
    /** Each App Check app and client address that calls without a token. */
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
  /** What the whole project may spend a day. @default no limit but Firestore's own */
  readonly budget?: BudgetDefinition;
}

/** Finds a caller's tier. Claims add rights, so an admin is in the admins' tier, but a service in its own. */
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
    this.#services = new Map(services.map(([name, of]) => [name, new Tier(`service ${name}`, of)]));
  }

  of(caller: Caller): Tier {
    const named = caller.kind === "service" ? this.#services.get(caller.service) : undefined;
    return named ?? this.#kinds[caller.admin && caller.kind === "user" ? "admin" : caller.kind];
  }
}
