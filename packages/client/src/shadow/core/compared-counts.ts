import type { ShadowReport } from "../../../../gateway/src/api/shadow-report.ts";

type Compared = Extract<ShadowReport, { shadow: "compared" }>;
type Counted = "equal" | "different" | "unsettled" | "skipped";

const EVERY_MS = 60_000;
const NONE = { equal: 0, different: 0, unsettled: 0, skipped: 0 };

/** Counts what was compared, and reports it once a minute while reads go on. */
export class ComparedCounts {
  readonly #service: string;
  readonly #report: (line: Compared) => void;
  #counts = new Map<string, Record<Counted, number>>();
  #sinceMs = Date.now();

  constructor(service: string, report: (line: Compared) => void) {
    this.#service = service;
    this.#report = report;
  }

  count(collections: readonly string[], counted: Counted): void {
    for (const collection of collections) {
      const counts = this.#counts.get(collection) ?? { ...NONE };
      counts[counted] += 1;
      this.#counts.set(collection, counts);
    }
    if (Date.now() - this.#sinceMs >= EVERY_MS) this.flush();
  }

  /** Reports what was counted since the last time. */
  flush(): void {
    const [counts, sinceMs] = [this.#counts, this.#sinceMs];
    this.#counts = new Map();
    this.#sinceMs = Date.now();
    const since = new Date(sinceMs).toISOString();
    const at = new Date(this.#sinceMs).toISOString();
    for (const [collection, counted] of counts) {
      const service = this.#service;
      this.#report({ shadow: "compared", since, at, service, collection, ...counted });
    }
  }
}
