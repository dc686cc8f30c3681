import type { ShadowDifference, ShadowRead } from "../../../../gateway/src/api/shadow-report.ts";
import type { Answer } from "../../../../gateway/src/shadow/answer.ts";
import { TOO_LARGE } from "../../../../gateway/src/shadow/rest-answer.ts";
import { readCollections } from "../../../../gateway/src/shadow/read-collections.ts";
import { redacted } from "./redacted.ts";
import {
  settle,
  type ComparisonOutcome,
  type Sides,
} from "../../../../gateway/src/shadow/settle.ts";
import type { Shadow, ShadowOptions } from "./shadow-options.ts";
import { ComparedCounts } from "./compared-counts.ts";
import { within, waitMs } from "../../../../gateway/src/shadow/within.ts";

/** Differences that one line of the report has at most. */
const MAX_DIFFERENCES = 50;

/** A read that both sides were asked, and how to ask them again. */
export interface ComparedRead {
  readonly read: ShadowRead;
  /** The first answers, which never reject. */
  readonly direct: Promise<Answer>;
  readonly gateway: Promise<Answer>;
  readonly sides: Sides;
}

/** Compares reads behind the app's back: nothing here throws, rejects or keeps it waiting. */
export class Comparisons implements Omit<Shadow, "stop"> {
  readonly #options: ShadowOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #tally: ComparedCounts;

  constructor(options: ShadowOptions) {
    this.#options = options;
    this.#tally = new ComparedCounts(options.service, (line) => this.#report(line));
  }

  /** Whether the next read is one of those that are compared. */
  isSampled(): boolean {
    const { sample = 1 } = this.#options;
    return sample >= 1 || Math.random() < sample;
  }

  /** Compares the answers in the background. */
  compare(compared: ComparedRead): void {
    if (this.#running.size >= (this.#options.maxConcurrent ?? 16)) {
      this.skip(compared.read);
      return;
    }
    const running = this.#compare(compared)
      .catch(() => this.skip(compared.read))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Counts a read that could not be compared. */
  skip(read: ShadowRead): void {
    this.#tally.count(readCollections(read), "skipped");
  }

  async idle(): Promise<void> {
    // The timers of comparisons keep no process alive, so that one which waits here would end.
    const alive = setInterval(() => undefined, 1_000);
    while (this.#running.size > 0) await Promise.all(this.#running);
    clearInterval(alive);
    this.#tally.flush();
  }

  async #compare({ read, direct, gateway, sides }: ComparedRead): Promise<void> {
    const { timeoutMs = 10_000, staleMs = 0 } = this.#options;
    const started = Date.now();
    let [directMs, gatewayMs] = [timeoutMs, timeoutMs];
    void direct.then(() => (directMs = Date.now() - started));
    void gateway.then(() => (gatewayMs = Date.now() - started));
    const timed = (answer: Promise<Answer>): Promise<Answer> => within(answer, timeoutMs);
    const first = { direct: await timed(direct), gateway: await timed(gateway) };
    if (isTooLarge(first.direct) || isTooLarge(first.gateway)) {
      this.skip(read);
      return;
    }
    const bounded: Sides = {
      direct: () => timed(sides.direct()),
      gateway: () => timed(sides.gateway()),
    };
    const outcome = await settle(first, bounded, { staleMs, wait: waitMs });
    this.#tally.count(readCollections(read), outcome.kind);
    if (outcome.kind === "different") this.#tell(read, outcome, { directMs, gatewayMs });
  }

  #tell(
    read: ShadowRead,
    { differences }: Extract<ComparisonOutcome, { kind: "different" }>,
    times: { readonly directMs: number; readonly gatewayMs: number },
  ): void {
    const { service, values = false } = this.#options;
    const shown = differences.slice(0, MAX_DIFFERENCES);
    this.#report({
      shadow: "difference",
      at: new Date().toISOString(),
      service,
      collections: [...readCollections(read)],
      read: values ? read : redacted(read),
      differences: values ? shown : shown.map(withoutValues),
      more: differences.length - shown.length,
      ...times,
    });
  }

  #report(line: Parameters<NonNullable<ShadowOptions["report"]>>[0]): void {
    try {
      const { report = (one) => console.log(JSON.stringify(one)) } = this.#options;
      report(line);
    } catch {
      // The app is not told: it has its answer.
    }
  }
}

function isTooLarge(answer: Answer): boolean {
  return answer.kind === "error" && answer.code === TOO_LARGE;
}

/** Codes of errors are no values. */
function withoutValues(difference: ShadowDifference): ShadowDifference {
  if (difference.kind === "error") return difference;
  const { direct: _, gateway: __, ...rest } = difference;
  return rest;
}
