import type { Measurement } from "../measure.ts";

export function requestsPerSecond({ calls, tookMs }: Measurement): number {
  return (calls * 1000) / tookMs;
}

export function cpuMsPerCall({ calls, cpuMs }: Measurement): number {
  return cpuMs / calls;
}
