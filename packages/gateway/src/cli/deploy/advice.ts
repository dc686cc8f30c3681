import type { Deploy } from "./deploy-arguments.ts";

/** Where to do what firebase-tools doesn't say. */
export type DeployPlace = Pick<Deploy, "project" | "gateways">;

/** firebase-tools names this command when images pile up, and ends with an error if it can't ask. */
export const SET_POLICY = "functions:artifacts:setpolicy";

/** firebase-tools prints this before it names the functions that failed. */
export const FUNCTIONS_FAILED = "Functions deploy had errors";

/**
 * What to do about a deploy of the functions that failed.
 *
 * @param output all that firebase-tools printed; empty where only a person at a terminal has seen it
 */
export function advice(output: string, where: DeployPlace): string {
  const seen = output === "" ? NOT_CALLABLE : output;
  const known = ADVICE.filter(([symptom]) => seen.includes(symptom));
  return [...known.map(([, advise]) => advise(where)), GO_ON].join("\n\n");
}

const NOT_CALLABLE = "Unable to set the invoker";

const GO_ON =
  "The rules were not deployed: apps that use Firestore directly go on as before.\n" +
  "Mend what is said above and run this command again: what is deployed already is left as it is.";

const ADVICE: readonly (readonly [string, (where: DeployPlace) => string])[] = [
  [
    "increase the minimum bill",
    () =>
      "MIN_INSTANCES keeps instances that are paid for while they wait. Deploy once at a terminal, " +
      "without --yes, and confirm it there: later deploys of the same number are not asked.",
  ],
  [
    NOT_CALLABLE,
    (where) =>
      "Where the invoker of functions can't be set, nobody may call them, and a second deploy would leave them so. " +
      "Have the role Cloud Functions Admin, and have no organization policy forbid the member allUsers; " +
      `then delete the functions, and run this command again:\n\n${deleteCommands(where)}`,
  ],
];

function deleteCommands({ project, gateways }: DeployPlace): string {
  return gateways
    .map(
      ({ names, region }) =>
        `  npx firebase functions:delete ${names.join(" ")} --region ${region} --project ${project} --force`,
    )
    .join("\n");
}
