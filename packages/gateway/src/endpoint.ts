import type { Param } from "firebase-functions/params";
import type { ExposeOptions } from "./door/expose.ts";
import type { ResolvedOptions } from "./resolve-options.ts";
import { isParameter, type Setting } from "./settings.ts";
import { VariableParameter, type Parameter } from "./parameters.ts";
import { STREAM_TIMEOUT_SECONDS } from "./streams/stream-times.ts";

/** What a deploy needs to know. Tokens, App Check's too, are the gateway's own to verify. */
export function endpointOf(options: ResolvedOptions): Endpoint {
  const memoryMib = declared(options.memoryMib);
  return {
    region: declared(options.region),
    memory: typeof memoryMib === "number" ? memoryOption(memoryMib) : memoryMib,
    minInstances: declared(options.minInstances),
    maxInstances: declared(options.maxInstances),
    concurrency: declared(options.concurrency),
  };
}

/** The same for the function that streams: an instance holds its streams as long as they last. */
export function listenEndpointOf(options: ResolvedOptions): Endpoint {
  return {
    ...endpointOf(options),
    minInstances: 0,
    concurrency: declared(options.listenConcurrency),
    timeoutSeconds: STREAM_TIMEOUT_SECONDS,
  };
}

/** What firebase-functions takes: a value, or a parameter that it has made itself. */
function declared<T extends string | number | boolean>(setting: Setting<T>): T | Param<T> {
  if (!isParameter(setting)) return setting;
  const parameter: Parameter<T> = setting;
  return setting instanceof VariableParameter ? parameter.value() : (parameter as Param<T>);
}

type Endpoint = ReturnType<ExposeOptions["endpoint"]>;
type MemoryOption = Extract<Endpoint["memory"], string>;

function memoryOption(mib: number): MemoryOption {
  return (mib < 1_024 ? `${String(mib)}MiB` : `${String(mib / 1_024)}GiB`) as MemoryOption;
}
