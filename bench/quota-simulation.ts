import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { reportSimulation } from "./simulation/report-simulation.ts";
import { SCENARIOS } from "./simulation/scenario.ts";
import { simulate } from "./simulation/simulate.ts";

const SEED = 1;

await runCommand(async () => {
  const runs = [];
  for (const scenario of SCENARIOS) {
    const { instances, callers } = scenario;
    console.log(`  ${String(instances)} instances, ${String(callers)} callers ...`);
    runs.push({ scenario, figures: await simulate(scenario, SEED) });
  }
  console.log(`\n${reportSimulation(runs)}`);
  return 0;
});
