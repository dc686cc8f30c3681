import { tokenHeaders, type Tokens } from "../tokens/issue-tokens.ts";
import { UNREACHABLE, type ImportAnswer, type ImportRefusal } from "./answer.ts";

export interface PostedCall {
  readonly url: string;
  /** The callable's request, as JSON. */
  readonly data: string;
  readonly tokens: Tokens;
}

/** A callable answers within its deadline, which is seconds; one that has just started, in a few more. */
const TIMEOUT_MS = 60_000;

/** What the body of an answer holds by the callable protocol. */
interface Body {
  readonly result?: unknown;
  readonly error?: {
    readonly status: string;
    readonly message: string;
    readonly details?: Readonly<Record<string, unknown>>;
  };
}

/**
 * Calls a callable function by Firebase's protocol. What goes wrong is an answer too.
 *
 * @see https://firebase.google.com/docs/functions/callable-reference
 */
export async function postCall({ url, data, tokens }: PostedCall): Promise<ImportAnswer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...tokenHeaders(tokens) },
      body: `{"data":${data}}`,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return toAnswer(response, await response.text());
  } catch (error) {
    const { cause, message } = error as Error & { readonly cause?: Partial<NodeJS.ErrnoException> };
    // Where a name has several addresses, the cause has a code and no message.
    const why = [cause?.message, cause?.code, message].find(
      (text) => text !== undefined && text !== "",
    );
    return refusal("unavailable", `${new URL(url).origin} can't be reached: ${String(why)}.`, {
      reason: UNREACHABLE,
    });
  }
}

function toAnswer(response: Response, text: string): ImportAnswer {
  const { result, error } = parse(text);
  if (error !== undefined) {
    const { status, message, details } = error;
    return { ok: false, code: codeOf(status), message, details: details ?? {} };
  }
  if (result !== undefined) return { ok: true, result, date: dateOf(response) };
  const isBusy = response.status === 429 || response.status >= 500;
  return refusal(
    isBusy ? "unavailable" : "not-found",
    `${response.url} answered ${String(response.status)} ${response.statusText}.`,
  );
}

/** What stands between here and the gateway answers in HTML. */
function parse(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
}

function refusal(
  code: string,
  message: string,
  details: ImportRefusal["details"] = {},
): ImportAnswer {
  return { ok: false, code, message, details };
}

/** `RESOURCE_EXHAUSTED` is `resource-exhausted`. */
function codeOf(status: string): string {
  return status.toLowerCase().replaceAll("_", "-");
}

function dateOf({ headers }: Response): Date | undefined {
  const date = new Date(headers.get("date") ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
