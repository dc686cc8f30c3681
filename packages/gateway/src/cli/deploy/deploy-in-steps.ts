import { PlainError } from "../command/plain-error.ts";
import { FUNCTIONS_FAILED, SET_POLICY, advice } from "./advice.ts";
import { functionsArguments, rulesArguments, type Deploy } from "./deploy-arguments.ts";
import { runFirebase, type Outcome } from "./firebase.ts";
import type { Settings } from "./settings.ts";

/**
 * Deploys the functions and the indexes, and then, if that went well, the rules.
 *
 * @throws PlainError with what to do, where a step fails; firebase-tools has printed why
 */
export async function deployInSteps(deploy: Deploy, settings: Settings): Promise<void> {
  await deployFunctions(deploy, settings);
  const { status } = await runFirebase(rulesArguments(deploy), deploy.interactive);
  if (status === 0) return;
  throw new PlainError(
    "The functions are deployed, the rules are not. Mend what is said above and run this command again.",
  );
}

async function deployFunctions(deploy: Deploy, { region }: Settings): Promise<void> {
  const { project, interactive } = deploy;
  let outcome = await runFirebase(functionsArguments(deploy), interactive);
  if (failedForPolicy(outcome)) {
    // The first function makes the repository of images, so that this can't be done before.
    const setPolicy = [SET_POLICY, "--project", project, "--location", region];
    await runFirebase([...setPolicy, "--force", "--non-interactive"], interactive);
    outcome = await runFirebase(functionsArguments(deploy), interactive);
  }
  if (outcome.status === 0) return;
  throw new PlainError(`\n${advice(outcome.output, { project, region })}`);
}

/** Of functions that failed too the error does not tell: a second deploy would take them for good. */
function failedForPolicy({ status, output }: Outcome): boolean {
  return status !== 0 && output.includes(SET_POLICY) && !output.includes(FUNCTIONS_FAILED);
}
