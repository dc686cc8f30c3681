import { runCli } from "../packages/gateway/src/cli/run-cli.ts";

/** The library's command line, for the functions here as their sources stand: nothing is built for it. */
await runCli(process.argv.slice(2), { module: "functions/src/index.ts" });
