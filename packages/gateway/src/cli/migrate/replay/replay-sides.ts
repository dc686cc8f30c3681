import type { ShadowRead } from "../../../api/shadow-report.ts";
import type { Answer } from "../../../shadow/answer.ts";
import { restAnswer } from "../../../shadow/rest-answer.ts";
import type { Sides } from "../../../shadow/settle.ts";
import { within } from "../../../shadow/within.ts";
import { PlainError } from "../../command/plain-error.ts";

/** Where reads are sent, and as whom. */
export interface ReplaySide {
  /** What it is called where it can't be asked. */
  readonly name: string;
  /** Ends with `/v1/`. */
  readonly url: string;
  /** The headers that say who asks. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
}

export interface ReplayOptions {
  readonly direct: ReplaySide;
  readonly gateway: ReplaySide;
  readonly wait: (ms: number) => Promise<void>;
}

/** What is no answer to a read: it says that nobody was there to answer, or not to this caller. */
const UNASKED = new Set(["UNAVAILABLE", "UNAUTHENTICATED", "RESOURCE_EXHAUSTED"]);

const RETRY_AFTER_MS = [1_000, 3_000];
const TIMEOUT_MS = 30_000;

/** Both ways to ask for a read. They reject with a PlainError where one of them can't be asked. */
export function replaySides(read: ShadowRead, { direct, gateway, wait }: ReplayOptions): Sides {
  return {
    direct: () => asked(read, direct, wait),
    gateway: () => asked(read, gateway, wait),
  };
}

async function asked(
  read: ShadowRead,
  side: ReplaySide,
  wait: ReplayOptions["wait"],
): Promise<Answer> {
  for (const retryAfterMs of [...RETRY_AFTER_MS, undefined]) {
    const answer = await askedOnce(read, side);
    if (answer.kind !== "error" || !UNASKED.has(answer.code)) return answer;
    if (retryAfterMs === undefined || answer.code === "UNAUTHENTICATED") {
      throw new PlainError(`${side.name} can't be asked: ${side.url} answers ${answer.code}.`);
    }
    await wait(retryAfterMs);
  }
  throw new Error("unreachable");
}

async function askedOnce({ method, parent, body }: ShadowRead, side: ReplaySide): Promise<Answer> {
  const headers = { "content-type": "application/json", ...(await side.headers()) };
  const url = `${side.url}${parent.split("/").map(encodeURIComponent).join("/")}:${method}`;
  const responding = fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return within(restAnswer(method, responding), TIMEOUT_MS);
}
