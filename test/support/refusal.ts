import type { FunctionsError } from "firebase/functions";

/** What a refused call told: its code without Firebase's prefix, and its details. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>> & { readonly reason: string };
}

/** The refusal that a call is expected to end with; an answer is a failure of the test. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  let answer: unknown;
  try {
    answer = await call;
  } catch (error) {
    const { code, message, details } = error as FunctionsError;
    return {
      code: code.replace("functions/", ""),
      message,
      details: details as Refusal["details"],
    };
  }
  throw new Error(`The call was answered: ${JSON.stringify(answer)}`);
}
