import { CallError } from "./call-error.ts";

/** Why a call was refused; "none" where it was answered. */
export async function reasonOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return "none";
  } catch (error) {
    if (error instanceof CallError) return error.reason;
    throw error;
  }
}

/** What a refused call threw. @throws Error where it was answered */
export async function errorOf(answer: Promise<unknown>): Promise<CallError> {
  const error: unknown = await answer.catch((thrown: unknown) => thrown);
  if (error instanceof CallError) return error;
  throw new Error("The call was answered.");
}
