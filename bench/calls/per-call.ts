import type { Measurement } from "../measure.ts";

export function requestsPerSecond({ calls, tookMs }: Measurement): number {
  return (calls * 1000) / tookMs;
}

export function cpuMsPerCall({ calls, cpuMs }: Measurement): number {
  return cpuMs / calls;
}

/** Where calls are made one at a time. */
export function msPerCall({ calls, tookMs }: Measurement): number {
  return tookMs / calls;
}
