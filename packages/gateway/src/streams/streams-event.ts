import type { Call } from "../call/call.ts";
import type { CallSummary } from "../call/call-summary.ts";

/** What operators should know of streams while they last. */
export type StreamsEvent =
  | {
      readonly kind: "opened";
      readonly call: Call;
      readonly summary: CallSummary;
      /** How many targets it has. */
      readonly targets: number;
    }
  /** Once a minute in which there are any: what an instance has of them. */
  | ({ readonly kind: "metrics" } & StreamsMetrics);

export interface StreamsMetrics {
  readonly streams: number;
  /** What they watch. */
  readonly targets: number;
  /** What is listened to at Firestore for that. */
  readonly sharedTargets: number;
  /** Memory that the results of those take. */
  readonly resultBytes: number;
}
