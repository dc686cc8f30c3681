import { issueTokens, tokenHeaders, type Tokens } from "../tokens/issue-tokens.ts";
import { readArguments } from "./arguments.ts";
import { HELP } from "./help.ts";

/** The command `service-token`. @throws PlainError where no token is given */
export async function serviceToken(args: readonly string[]): Promise<number> {
  const request = readArguments(args);
  console.log(request === undefined ? HELP : textOf(await issueTokens(request)));
  return 0;
}

/** An ID token alone is what its reader wants; of two, each has to say which it is. */
function textOf(tokens: Tokens): string {
  if (tokens.appCheckToken === undefined) return tokens.idToken;
  const headers = Object.entries(tokenHeaders(tokens));
  return headers.map(([name, value]) => `${name}: ${value}`).join("\n");
}
