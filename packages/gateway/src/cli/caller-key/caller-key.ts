import { readFileSync } from "node:fs";
import { answer } from "./answer.ts";

/** The command `caller-key`. @throws PlainError where nobody is found */
export async function callerKeyCommand(args: readonly string[]): Promise<number> {
  console.log(answer(args, (file) => readFileSync(file, "utf8")));
  return 0;
}
