import { SCRIPT } from "../command/script.ts";

/** What a finding that a deploy mends names as its command. */
export function deployCommand(project: string): string {
  return `${SCRIPT} deploy --project ${project}`;
}
