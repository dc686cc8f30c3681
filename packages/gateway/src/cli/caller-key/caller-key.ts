import { readFileSync } from "node:fs";
import { answer } from "./answer.ts";
import { runCommand } from "../command/run-command.ts";

await runCommand(() => {
  console.log(answer(process.argv.slice(2), (file) => readFileSync(file, "utf8")));
  return 0;
});
