/**
 * Calls a callable function by Firebase's protocol, as a program without Firebase's client does.
 *
 * @throws Error with the gateway's message when it answers with an error.
 */
export async function callCallable(url: string, data: unknown, idToken?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(idToken === undefined ? {} : { authorization: `Bearer ${idToken}` }),
    },
    body: JSON.stringify({ data }),
  });
  const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (answer.error !== undefined) throw new Error(answer.error.message);
  return answer.result;
}
