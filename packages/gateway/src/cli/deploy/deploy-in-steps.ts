import { PlainError } from "../command/plain-error.ts";
import { FUNCTIONS_FAILED, SET_POLICY, advice } from "./advice.ts";
import { functionsArguments, rulesArguments, type Deploy } from "./deploy-arguments.ts";
import { runFirebase, type FirebaseOutcome } from "./firebase.ts";

/**
 * Deploys the functions and the indexes, and then, if that went well, the rules.
 *
 * @param withRules whether they are deployed at all
 * @throws PlainError with what to do, where a step fails; firebase-tools has printed why
 */
export async function deployInSteps(deploy: Deploy, withRules: boolean): Promise<void> {
  await deployFunctions(deploy);
  if (!withRules) return;
  const { status } = await runFirebase(rulesArguments(deploy), deploy);
  if (status === 0) return;
  throw new PlainError(
    "The functions are deployed, the rules are not. Mend what is said above and run this command again.",
  );
}

async function deployFunctions(deploy: Deploy): Promise<void> {
  const { project, gateways } = deploy;
  let outcome = await runFirebase(functionsArguments(deploy), deploy);
  if (failedForPolicy(outcome)) {
    // The first function makes the repository of images, so that this can't be done before.
    for (const region of new Set(gateways.map((gateway) => gateway.region))) {
      const setPolicy = [SET_POLICY, "--project", project, "--location", region];
      await runFirebase([...setPolicy, "--force", "--non-interactive"], deploy);
    }
    outcome = await runFirebase(functionsArguments(deploy), deploy);
  }
  if (outcome.status === 0) return;
  throw new PlainError(`\n${advice(outcome.output, deploy)}`);
}

/** Of functions that failed too the error does not tell: a second deploy would take them for good. */
function failedForPolicy({ status, output }: FirebaseOutcome): boolean {
  return status !== 0 && output.includes(SET_POLICY) && !output.includes(FUNCTIONS_FAILED);
}
