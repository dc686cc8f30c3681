import type { ShadowReport } from "../../../api/shadow-report.ts";
import { comparedReads, type ComparedReads } from "./compared-reads.ts";
import type { DirectAccessGroup } from "./direct-access-group.ts";
import { servicesOf } from "./direct-callers.ts";
import type { Migration, STAGES } from "./migration-file.ts";
import { namesThis } from "./same-collection.ts";

/** How far a service's use of a collection is. */
export interface UseProgress {
  readonly service: string;
  readonly owner: string;
  readonly stage: (typeof STAGES)[number];
  readonly since: string;
  /** What its shadow has compared since then; undefined where it has reported nothing. */
  readonly compared?: ComparedReads;
  /** The direct accesses since then that name the collection and may be its own; undefined where no log says. */
  readonly direct?: number;
  readonly next: string;
}

/** How far a collection is. */
export interface CollectionProgress {
  readonly collection: string;
  readonly owner?: string;
  readonly uses: readonly UseProgress[];
}

/** Whether the service's calls go through the gateway. */
export function hasMoved({ stage }: Pick<UseProgress, "stage">): boolean {
  return stage === "gateway" || stage === "locked";
}

/** What is asked about. */
export interface ServiceUseOf {
  readonly migration: Migration;
  readonly collection: string;
  readonly service: string;
  readonly reports: readonly ShadowReport[];
  readonly accesses: readonly DirectAccessGroup[] | undefined;
}

export function useProgress(asked: ServiceUseOf): UseProgress {
  const { migration, collection, service, reports, accesses } = asked;
  const services = migration.collections[collection]?.services ?? {};
  const { stage = "direct", since = "" } = services[service] ?? {};
  const compared = comparedReads(reports, { service, collection, since });
  const behind = Object.entries(services).flatMap(([name, use]) =>
    use.stage === "direct" || use.stage === "shadow" ? [name] : [],
  );
  return {
    service,
    owner: migration.services[service]?.owner ?? "",
    stage,
    since,
    ...(compared && { compared }),
    ...(accesses && { direct: directOf(asked, accesses, since) }),
    next: nextStep(stage, compared, behind),
  };
}

function directOf(
  { migration, collection, service }: ServiceUseOf,
  accesses: readonly DirectAccessGroup[],
  since: string,
): number {
  return accesses
    .filter(
      (one) =>
        one.day >= since &&
        namesThis(one, collection) &&
        servicesOf(one.principal, migration).includes(service),
    )
    .reduce((sum, { count }) => sum + count, 0);
}

function nextStep(
  stage: UseProgress["stage"],
  compared: ComparedReads | undefined,
  behind: readonly string[],
): string {
  switch (stage) {
    case "direct":
      return "start its shadow";
    case "shadow":
      if (compared === undefined) return "let its shadow compare reads";
      if (compared.different > 0) return "mend what differs";
      return compared.equal === 0 ? "let its shadow compare reads" : "route it to the gateway";
    case "gateway":
      return behind.length === 0 ? "lock the collection" : `wait for ${behind.join(", ")}`;
    case "locked":
      return "done";
  }
}
