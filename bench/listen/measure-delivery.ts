import { randomUUID } from "node:crypto";
import { PROJECT } from "../../tools/emulators/start-emulators.ts";
import { inTurn, type Surroundings } from "../contenders.ts";
import { MeasuredFunction } from "../process/measured-function.ts";
import { compare, type Comparison } from "../report/comparison.ts";
import { each } from "../report/each.ts";
import { sayProgress } from "../report/report.ts";
import { WATCHERS } from "./watchers.ts";

const ROUNDS = 5;
const DOCUMENTS = 50;
/** In each round, one after another. */
const WRITES = 200;
/** Before those, until what is hot is compiled. */
const WARM_UP_WRITES = 100;
const ROOT = `projects/${PROJECT}/databases/(default)/documents`;

const NAMES = Object.keys(WATCHERS) as (keyof typeof WATCHERS)[];

/**
 * From a write, as it is sent to the emulator, to the callback that tells of it, with one watcher
 * of 50 documents. Of each watcher a collection of its own, since the emulator sends everybody who
 * watches a collection all of it again for each change.
 */
export async function measureDelivery(stage: Surroundings): Promise<readonly Comparison[]> {
  const { builds, env, preload } = stage;
  const emulator = env.rest["FIRESTORE_EMULATOR_HOST"] ?? "";
  const source = { source: builds.gateway, target: "listen", path: "" };
  const listen = await MeasuredFunction.start({ ...source, preload, env: env.rest });
  try {
    const rounds: Readonly<Record<keyof typeof WATCHERS, readonly number[]>>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      sayProgress(`from a write to its callback, round ${String(round + 1)}`);
      const measureOne = (name: keyof typeof WATCHERS) =>
        measureRound(name, { emulator, url: listen.url });
      rounds.push(await inTurn(NAMES, measureOne));
    }
    return [["p50", 0.5] as const, ["p99", 0.99] as const].map(([title, share]) =>
      compare({ title, rounds: rounds.map((round) => each(round, (of) => quantile(of, share))) }),
    );
  } finally {
    await listen.stop();
  }
}

/** How long each write took, in milliseconds. */
async function measureRound(
  name: keyof typeof WATCHERS,
  where: { readonly emulator: string; readonly url: string },
): Promise<readonly number[]> {
  const path = `watched/${randomUUID()}/items`;
  for (let n = 0; n < DOCUMENTS; n += 1) await write(where.emulator, `${path}/${String(n)}`, 0);
  const news = new NumberNews();
  const close = WATCHERS[name]({ ...where, path, onNumbers: (numbers) => news.tell(numbers) });
  await news.until(0);
  const times: number[] = [];
  for (let n = 1; n <= WARM_UP_WRITES + WRITES; n += 1) {
    const startMs = performance.now();
    const told = news.until(n);
    await write(where.emulator, `${path}/${String(n % DOCUMENTS)}`, n);
    await told;
    if (n > WARM_UP_WRITES) times.push(performance.now() - startMs);
  }
  await close();
  return times;
}

/** Waits for a number to be told. */
class NumberNews {
  #last = -1;
  #wake = () => {};

  tell(numbers: readonly number[]): void {
    this.#last = Math.max(this.#last, ...numbers);
    this.#wake();
  }

  async until(number: number): Promise<void> {
    while (this.#last < number) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

async function write(emulator: string, path: string, n: number): Promise<void> {
  const fields = { n: { integerValue: String(n) }, text: { stringValue: "x".repeat(200) } };
  const response = await fetch(`http://${emulator}/v1/${ROOT}/${path}`, {
    method: "PATCH",
    headers: { authorization: "Bearer owner", "content-type": "application/json" },
    body: JSON.stringify({ fields }),
  });
  if (!response.ok) throw new Error(await response.text());
  await response.arrayBuffer();
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
}
