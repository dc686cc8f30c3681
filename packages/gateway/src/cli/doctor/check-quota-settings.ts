import type { DeclaredGateway } from "./declared-project.ts";
import { deployCommand } from "./deploy-command.ts";
import { advice, fault, good, type Finding } from "./finding.ts";

/** Whether the quotas can work, and there is a budget. */
export function checkQuotaSettings(
  { quotaProblem, hasBudget }: DeclaredGateway,
  project: string,
): readonly Finding[] {
  const command = deployCommand(project);
  if (quotaProblem !== undefined) {
    return [fault(`The quotas can't work. Mend them, and deploy: ${quotaProblem}`, command)];
  }
  if (hasBudget) return [good("There are quotas and a budget.")];
  return [
    advice(
      "There is no budget: a flood from many callers is bounded by nothing but what each may do. Set `budget` in the quotas (docs/quotas.md), and deploy.",
      command,
    ),
  ];
}
