import { tokenHeaders, type Tokens } from "../../packages/gateway/src/cli/tokens/issue-tokens.ts";

/**
 * Calls a callable function by Firebase's protocol, as a program without Firebase's client does.
 *
 * @throws Error with the gateway's message when it answers with an error.
 */
export async function callCallable(url: string, data: unknown, tokens: Tokens): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...tokenHeaders(tokens) },
    body: JSON.stringify({ data }),
  });
  const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (answer.error !== undefined) throw new Error(answer.error.message);
  return answer.result;
}
