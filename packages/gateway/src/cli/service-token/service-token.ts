import { runCommand } from "../command/run-command.ts";
import { issueTokens, tokenHeaders, type Tokens } from "../tokens/issue-tokens.ts";
import { readArguments } from "./arguments.ts";
import { HELP } from "./help.ts";

await runCommand(async () => {
  const request = readArguments(process.argv.slice(2));
  console.log(request === undefined ? HELP : textOf(await issueTokens(request)));
  return 0;
});

/** An ID token alone is what its reader wants; of two, each has to say which it is. */
function textOf(tokens: Tokens): string {
  if (tokens.appCheckToken === undefined) return tokens.idToken;
  const headers = Object.entries(tokenHeaders(tokens));
  return headers.map(([name, value]) => `${name}: ${value}`).join("\n");
}
