import type { ShadowDifference } from "../../../api/shadow-report.ts";
import { settle } from "../../../shadow/settle.ts";
import { inProject, type ReplayCase } from "./replay-case.ts";
import { replaySides, type ReplayOptions } from "./replay-sides.ts";

/** What came of a read that was reported to differ. */
export interface ReplayedCase extends ReplayCase {
  /**
   * `redacted`: values were left out of its report, so that it can't be asked again. `unsettled`: what
   * it reads is written too often to be compared.
   */
  readonly outcome: "equal" | "different" | "unsettled" | "redacted";
  readonly differences: readonly ShadowDifference[];
}

export interface ReplayRequest extends ReplayOptions {
  readonly cases: readonly ReplayCase[];
  /** The project that is asked, in place of that of the reports. */
  readonly project?: string;
  /** How old the gateway's answers may be, in milliseconds. */
  readonly staleMs: number;
  /** Told each time another read is done. */
  readonly onDone: (done: number) => void;
}

/** Reads under way at one time. */
const CONCURRENT = 4;

/**
 * Asks for each read again, directly and through the gateway.
 *
 * @throws PlainError where one of the two can't be asked
 */
export async function replayReads(request: ReplayRequest): Promise<readonly ReplayedCase[]> {
  const outcomes = new Map<ReplayCase, ReplayedCase>();
  const waiting = request.cases.values();
  await Promise.all(
    Array.from({ length: CONCURRENT }, async () => {
      for (const one of waiting) {
        outcomes.set(one, await replayed(one, request));
        request.onDone(outcomes.size);
      }
    }),
  );
  return request.cases.flatMap((one) => outcomes.get(one) ?? []);
}

async function replayed(one: ReplayCase, request: ReplayRequest): Promise<ReplayedCase> {
  if (one.read.isRedacted) return { ...one, outcome: "redacted", differences: [] };
  const { project, staleMs, wait } = request;
  const read = project === undefined ? one.read : inProject(one.read, project);
  const sides = replaySides(read, request);
  const [direct, gateway] = await Promise.all([sides.direct(), sides.gateway()]);
  const settled = await settle({ direct, gateway }, sides, { staleMs, wait });
  const differences = settled.kind === "different" ? settled.differences : [];
  return { ...one, read, outcome: settled.kind, differences };
}
