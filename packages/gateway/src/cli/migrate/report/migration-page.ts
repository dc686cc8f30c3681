import { collectionName } from "../inventory/report/words.ts";
import { patternKey } from "../inventory/access/collection-pattern.ts";
import type { ReportPage, PageCell, PageSection, PageTable } from "../page/sections.ts";
import type { MigrationStatus } from "../stage/migration-status.ts";
import { serviceProgressInWords } from "../stage/service-progress.ts";
import {
  callerInWords,
  comparedInWords,
  reachedInWords,
  statusInWords,
} from "../stage/status-words.ts";
import { hasMoved, type CollectionProgress, type UseProgress } from "../stage/use-progress.ts";
import type { FoundInventory } from "./inventory-file.ts";

/** What the page is made of. */
export interface ReportedMigration {
  readonly status: MigrationStatus;
  readonly inventory: FoundInventory | undefined;
  /** When: `2026-11-27T10:00:00.000Z`. */
  readonly at: string;
}

/** The page to send around: what moved, what is next, what was found. */
export function migrationPage({ status, inventory, at }: ReportedMigration): ReportPage {
  const { collections, contradictions, unlisted, moved, uses } = status;
  return {
    title: "Moving to the gateway",
    summary: `${statusInWords(status)} As of ${at.slice(0, 16).replace("T", " ")} UTC.`,
    progress: { done: moved, of: uses },
    sections: [
      { title: "What speaks against it", sentences: contradictions },
      { title: "Collections by service", table: matrix(status) },
      { title: "Services", sentences: status.services.map(serviceProgressInWords) },
      { title: "What moved", table: usesTable(collections.flatMap(movedUses), "Since") },
      { title: "What is next", table: usesTable(collections.flatMap(nextUses), "Next") },
      ...found(status),
      { title: "Not in migration.json", sentences: unlisted },
      callersSection(status),
      ...(inventory === undefined ? [] : [inventorySection(inventory, collections)]),
    ],
  };
}

const TONES: Readonly<Record<UseProgress["stage"], PageCell["tone"]>> = {
  direct: undefined,
  shadow: "waits",
  gateway: "now",
  locked: "done",
};

function matrix({ collections }: MigrationStatus): PageTable {
  const services = [
    ...new Set(collections.flatMap(({ uses }) => uses.map(({ service }) => service))),
  ];
  const rows = collections.map(({ collection, uses }) => [
    code(collection),
    ...services.map((service): PageCell => {
      const use = uses.find((one) => one.service === service);
      if (use === undefined) return plain("");
      const tone = TONES[use.stage];
      return { text: use.stage, ...(tone && { tone }) };
    }),
  ]);
  return { heads: ["Collection", ...services], rows };
}

type ShownUse = UseProgress & Pick<CollectionProgress, "collection">;

function movedUses({ collection, uses }: CollectionProgress): readonly ShownUse[] {
  return uses.filter(hasMoved).map((use) => ({ collection, ...use }));
}

function nextUses({ collection, uses }: CollectionProgress): readonly ShownUse[] {
  return uses.filter(({ stage }) => stage !== "locked").map((use) => ({ collection, ...use }));
}

function usesTable(uses: readonly ShownUse[], last: "Since" | "Next"): PageTable {
  return {
    heads: ["Collection", "Service", "Owner", "Stage", last],
    rows: uses.map(({ collection, service, owner, stage, since, next }) => [
      code(collection),
      ...[service, owner, stage, last === "Since" ? since : next].map(plain),
    ]),
  };
}

function found({ collections, differences }: MigrationStatus): readonly PageSection[] {
  const compared = collections.flatMap(({ collection, uses }) =>
    uses.flatMap((use) => (use.compared === undefined ? [] : [{ collection, ...use }])),
  );
  return [
    {
      title: "Reads that were compared",
      table: {
        heads: ["Collection", "Service", "Since", "Reads", "Last"],
        rows: compared.map((use) => [
          code(use.collection),
          ...[
            use.service,
            use.since,
            comparedInWords(use.compared),
            use.compared?.lastAt ?? "",
          ].map(plain),
        ]),
      },
    },
    {
      title: "What differed",
      table: {
        heads: ["Collection", "Service", "Difference", "Field or code", "Times", "Last"],
        rows: differences.map(({ collection, service, kind, field = "", count, lastAt }) => [
          code(collection),
          plain(service),
          plain(kind),
          code(field),
          plain(String(count)),
          plain(lastAt),
        ]),
      },
    },
  ];
}

function callersSection({ callers }: MigrationStatus): PageSection {
  const title = "Who still goes direct";
  if (callers === undefined) {
    return { title, sentences: ["Not known: no audit log was read."] };
  }
  if (callers.length === 0) return { title, sentences: ["The audit log has nobody."] };
  const rows = callers.map((caller) => [
    plain(callerInWords(caller)),
    code(reachedInWords(caller)),
    plain(caller.methods.join(", ")),
    plain(String(caller.accesses)),
    plain(caller.lastAt),
  ]);
  return { title, table: { heads: ["Who", "Collections", "Methods", "Accesses", "Last"], rows } };
}

function inventorySection(
  { collections }: FoundInventory,
  known: readonly CollectionProgress[],
): PageSection {
  const stages = new Map(
    known.flatMap(({ collection, uses }) =>
      uses.map(({ service, stage }) => [`${patternKey(collection)} ${service}`, stage] as const),
    ),
  );
  const rows = collections.flatMap((use) =>
    use.services.map(({ service, operations, waitsFor }): readonly PageCell[] => {
      const stage = stages.get(`${patternKey(use.collection)} ${service}`);
      return [
        code(collectionName(use)),
        plain(service),
        plain(
          Object.entries(operations)
            .map(([operation, count]) => `${operation} ${String(count)}`)
            .join(", "),
        ),
        plain(waitsFor.join(", ")),
        stage === undefined ? { text: "not in migration.json", tone: "waits" } : plain(stage),
      ];
    }),
  );
  const heads = ["Collection", "Service", "Operations (places)", "The gateway lacks", "Stage"];
  return { title: "What the inventory found", table: { heads, rows } };
}

function code(text: string): PageCell {
  return { text, isCode: true };
}

function plain(text: string): PageCell {
  return { text };
}
