import { SHADOW_REPORTS_PATH, type ShadowRead } from "../api/shadow-report.ts";
import { answerOf, type Answer, type AnswerElement } from "./answer.ts";

/** More than that is not kept in memory to be compared. */
const MAX_ELEMENTS = 1_000;

/** The answer of Firestore's REST protocol; never rejects. */
export async function restAnswer(
  method: ShadowRead["method"],
  responding: Promise<Response>,
): Promise<Answer> {
  try {
    const response = await responding;
    const body = JSON.parse(await response.text()) as unknown;
    const elements = (Array.isArray(body) ? body : [body]) as readonly RestElement[];
    const error = elements.find((element) => element.error !== undefined)?.error;
    if (error !== undefined) return { kind: "error", code: error.status ?? "UNKNOWN" };
    if (!response.ok) return { kind: "error", code: `HTTP ${String(response.status)}` };
    if (elements.length > MAX_ELEMENTS) return { kind: "error", code: TOO_LARGE };
    return answerOf(method, elements);
  } catch {
    return { kind: "error", code: "UNAVAILABLE" };
  }
}

/** The code of an answer that is not compared. */
export const TOO_LARGE = "TOO LARGE TO COMPARE";

interface RestElement extends AnswerElement {
  readonly error?: { readonly status?: string };
}

/** Where the function `database` answers, and how. */
export interface GatewayHost {
  /** As in the SDK's setting: `us-central1-my-project.cloudfunctions.net/database`. */
  readonly host: string;
  /** @default true */
  readonly ssl?: boolean;
}

export function gatewayUrl(gateway: GatewayHost): string {
  return `${originOf(gateway)}/v1/`;
}

/** Where the shadow's reports are sent. */
export function reportsUrl(gateway: GatewayHost): string {
  return `${originOf(gateway)}/${SHADOW_REPORTS_PATH}`;
}

function originOf({ host, ssl = true }: GatewayHost): string {
  return `${ssl ? "https" : "http"}://${host}`;
}
