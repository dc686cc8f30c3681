import type { CountingProxy } from "../counting-proxy/counting-proxy.ts";
import { total, type DocumentTally } from "../counting-proxy/tally.ts";
import { leasedLimiter } from "../limiters/leased-limiter.ts";
import { libraryLimiter } from "../limiters/library-limiter.ts";
import type { Limiter, LimiterInstance, LimiterKind } from "../limiters/limiter.ts";
import { transactionLimiter } from "../limiters/transaction-limiter.ts";
import type { Load } from "./load.ts";
import { Outcomes } from "./outcomes.ts";

/** What one way to limit calls did under one limit. */
export interface Compared {
  readonly title: string;
  /** The limit: calls, and as many at once after a pause. */
  readonly perMinute: number;
  readonly outcomes: Outcomes;
  readonly operations: DocumentTally;
}

const KINDS: readonly LimiterKind[] = [leasedLimiter, libraryLimiter, transactionLimiter];
const LIMITS = [10, 500];
const INSTANCES = 4;
const WARM_UP_CALLS = 20;

/** The same calls to each kind, one kind after the other, by a caller under each limit. */
export async function measureSideBySide(
  load: Load,
  proxy: CountingProxy,
): Promise<readonly Compared[]> {
  const compared: Compared[] = [];
  for (const kind of KINDS) {
    const instances = Array.from({ length: INSTANCES }, () => kind.start(proxy));
    await warmUp(instances, load);
    const run = (perMinute: number) => measure({ kind, instances, perMinute }, load, proxy);
    compared.push(...(await Promise.all(LIMITS.map(run))));
  }
  return compared.toSorted((a, b) => a.perMinute - b.perMinute);
}

/** Until all are connected, and the compiler has seen what is hot: each instance for a caller of its own. */
async function warmUp(instances: readonly LimiterInstance[], { id }: Load): Promise<void> {
  const warmUpOf = async (instance: LimiterInstance, number: number) => {
    const limiter = instance.limiter(`warm-up-${id}-${String(number)}`, WARM_UP_CALLS / 2);
    for (let call = 0; call < WARM_UP_CALLS; call += 1) await limiter.admits();
  };
  await Promise.all(instances.map(warmUpOf));
}

async function measure(
  on: {
    readonly kind: LimiterKind;
    readonly instances: readonly LimiterInstance[];
    readonly perMinute: number;
  },
  load: Load,
  proxy: CountingProxy,
): Promise<Compared> {
  const { kind, instances, perMinute } = on;
  const uid = `${load.id}-${String(perMinute)}`;
  const limiters = instances.map((instance) => instance.limiter(uid, perMinute));
  const outcomes = new Outcomes();
  await load.run((number) => outcomes.call(limiters[number % limiters.length] as Limiter));
  const operations = total(Object.values(await proxy.of(kind.pathStart(uid))));
  return { title: kind.title, perMinute, outcomes, operations };
}
