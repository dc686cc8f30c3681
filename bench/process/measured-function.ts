import { PROJECT } from "../../tools/emulators/start-emulators.ts";
import { startFunction } from "../../tools/production/function-process.ts";
import { idTokenClaims, sign } from "../../tools/production/token-issuer.ts";
import type { LoadRequest } from "../load/load-generator.ts";
import type { Call } from "../rows.ts";
import { MeasuredProcess } from "./measured-process.ts";

export interface MeasuredFunctionOptions {
  readonly source: string;
  readonly target: string;
  /** Of the callable, below the function's URL. */
  readonly path: string;
  readonly preload: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A function as in production. */
export class MeasuredFunction extends MeasuredProcess {
  static async start(options: MeasuredFunctionOptions): Promise<MeasuredFunction> {
    const { source, target, path, preload, env } = options;
    const process = await startFunction({
      source,
      target,
      preload,
      env: { GCLOUD_PROJECT: PROJECT, ...env },
    });
    return new MeasuredFunction(process, path);
  }

  /** @throws Error where it is refused */
  async call(call: Call): Promise<unknown> {
    const response = await fetch(this.url, toRequest(call));
    const { result, error } = (await response.json()) as { result?: unknown; error?: unknown };
    if (error === undefined) return result;
    throw new Error(`${JSON.stringify(error)}\n${this.output()}`);
  }
}

/** The call with its user's ID token, signed as Firebase signs, as Google's front end passes it on. */
export function toRequest({ uid, data, signedInSecondsAgo = 60 }: Call): LoadRequest {
  const authTime = Math.floor(Date.now() / 1000) - signedInSecondsAgo;
  const token = sign(idTokenClaims(PROJECT, { sub: uid, auth_time: authTime }));
  return {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "x-forwarded-for": "203.0.113.7",
    },
    body: JSON.stringify({ data }),
  };
}
