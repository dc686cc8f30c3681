import type { IncomingMessage, ServerResponse } from "node:http";
import { writeLogEntry } from "../log/write-log-entry.ts";
import {
  ALERT_SCHEDULE,
  runUpkeep,
  UPKEEP_SCHEDULE,
  type UpkeepRun,
} from "../upkeep/run-upkeep.ts";
import type { ExposedFunction, ExposeOptions } from "./expose.ts";
import { firebaseScheduler } from "./firebase-scheduler.ts";
import type { Door } from "./handle-call.ts";
import { leaveDomain } from "./leave-domain.ts";
import { textOfThrown } from "./log-call.ts";
import { onTermination } from "./on-termination.ts";

/** How long one run may take, in seconds. */
const TIMEOUT_SECONDS = 300;

/** The scheduled function as Firebase's loader takes it. */
export interface ExposedUpkeep extends ExposedFunction {
  /** @see https://firebase.google.com/docs/functions/schedule-functions */
  readonly __requiredAPIs: unknown;
  /** Does the work at once: for a timer where no scheduler is, and for firebase-functions-test. */
  run(): Promise<void>;
}

/** What a gateway declares of the work that no call does. */
type UpkeepDeclaration = Pick<UpkeepRun, "alerts"> & { readonly namespace: string };

type ExposeUpkeepOptions = ExposeOptions & UpkeepDeclaration;

/**
 * The work that no call does, as a scheduled Cloud Function, which nobody but Cloud Scheduler may
 * call. Nothing of it is loaded or done before it is due.
 */
export function exposeUpkeep({
  endpoint,
  openDoor,
  alerts,
  namespace,
}: ExposeUpkeepOptions): ExposedUpkeep {
  const { webhook } = alerts;
  const run = () => keepUp(openDoor(), { alerts, namespace });
  const exposed = Object.assign(
    (_request: IncomingMessage, response: ServerResponse) => {
      leaveDomain();
      return answer(response, run);
    },
    { run },
  );
  const described = () => {
    const { region, memory } = endpoint();
    return firebaseScheduler().onSchedule(
      {
        schedule: webhook === false ? UPKEEP_SCHEDULE : ALERT_SCHEDULE,
        ...(webhook !== false && { secrets: [webhook.secret] }),
        region,
        ...(memory !== undefined && { memory }),
        timeoutSeconds: TIMEOUT_SECONDS,
        maxInstances: 1,
      },
      run,
    ) as unknown as Pick<ExposedUpkeep, "__endpoint" | "__requiredAPIs">;
  };
  return Object.defineProperties(exposed, {
    __endpoint: { enumerable: true, get: () => described().__endpoint },
    __requiredAPIs: { enumerable: true, get: () => described().__requiredAPIs },
  }) as ExposedUpkeep;
}

async function keepUp(door: Door, { alerts, namespace }: UpkeepDeclaration): Promise<void> {
  onTermination(() => door.drain.end());
  const controller = new AbortController();
  const underWay = door.drain.enter();
  underWay.interrupt = () => controller.abort();
  const signal = AbortSignal.any([
    controller.signal,
    AbortSignal.timeout((TIMEOUT_SECONDS - 10) * 1_000),
  ]);
  try {
    const source = namespace === "" ? door.projectId : `${door.projectId} ${namespace}`;
    await runUpkeep(door.gateway(), { nowMs: Date.now(), call: { signal }, alerts, source });
  } finally {
    door.drain.leave(underWay);
  }
}

/** A fault of the work, or of the parameters that the gateway is set up by, is the log's. */
async function answer(response: ServerResponse, run: () => Promise<void>): Promise<void> {
  try {
    await run();
    response.writeHead(200).end();
  } catch (error) {
    for (const thrown of error instanceof AggregateError ? error.errors : [error]) {
      const entry = { message: "upkeep failed", error: textOfThrown(thrown) };
      writeLogEntry({ severity: "ERROR", ...entry });
    }
    response.writeHead(500).end();
  }
}
