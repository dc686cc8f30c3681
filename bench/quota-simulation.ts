import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { simulateJoin } from "./simulation/join.ts";
import { simulateNearLimit } from "./simulation/near-limit.ts";
import { NEAR_LIMITS, reportNearLimit } from "./simulation/report-near-limit.ts";
import { JOINS, reportJoins } from "./simulation/report-join.ts";
import { reportSimulation } from "./simulation/report-simulation.ts";
import { SCENARIOS } from "./simulation/scenario.ts";
import { simulate } from "./simulation/simulate.ts";

const SEED = 1;

await runCommand(async () => {
  const parts = process.argv.slice(2);
  const isAsked = (part: string) => parts.length === 0 || parts.includes(part);
  if (isAsked("near-limit")) await nearLimits();
  if (isAsked("join")) await joins();
  if (isAsked("project")) await projects();
  return 0;
});

async function nearLimits(): Promise<void> {
  const runs = [];
  for (const load of NEAR_LIMITS) {
    const { instances, factor } = load;
    console.log(`  ${String(instances)} instances, ${String(factor)} times a quota ...`);
    runs.push({ load, figures: await simulateNearLimit(load, SEED) });
  }
  console.log(`\n${reportNearLimit(runs)}\n`);
}

async function joins(): Promise<void> {
  const runs = [];
  for (const join of JOINS) {
    console.log(`  ${String(join.instances)} instances start at once ...`);
    runs.push({ join, figures: await simulateJoin(join, SEED) });
  }
  console.log(`\n${reportJoins(runs)}\n`);
}

async function projects(): Promise<void> {
  const runs = [];
  for (const scenario of SCENARIOS) {
    const { instances, callers } = scenario;
    console.log(`  ${String(instances)} instances, ${String(callers)} callers ...`);
    runs.push({ scenario, figures: await simulate(scenario, SEED) });
  }
  console.log(`\n${reportSimulation(runs)}`);
}
