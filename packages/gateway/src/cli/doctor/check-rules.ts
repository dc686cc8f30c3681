import { SCRIPT } from "../command/script.ts";
import type { DeclaredDatabase } from "./declared-project.ts";
import { deployCommand } from "./deploy-command.ts";
import { advice, fault, good, type Finding } from "./finding.ts";
import { reasonIn, type Web } from "./web.ts";

const RULES = "https://firebaserules.googleapis.com/v1";

/** Whether the rules in force are those of the file. */
export async function checkRules(
  { id, rules }: DeclaredDatabase,
  project: string,
  web: Web,
): Promise<readonly Finding[]> {
  const name = id === "(default)" ? "cloud.firestore" : `cloud.firestore/${id}`;
  const release = await web({ url: `${RULES}/projects/${project}/releases/${name}`, as: "owner" });
  if (release.status === 404) {
    return [fault(`No rules are in force for ${id}.`, deployCommand(project))];
  }
  const { rulesetName = "" } = (release.body ?? {}) as { readonly rulesetName?: string };
  const ruleset = await web({ url: `${RULES}/${rulesetName}`, as: "owner" });
  const refused = [release, ruleset].find(({ status }) => status !== 200);
  if (refused !== undefined) {
    const command = `gcloud projects add-iam-policy-binding ${project} --member=user:<you> --role=roles/firebaserules.viewer`;
    return [fault(`The rules of ${id} can't be looked at: ${reasonIn(refused)}`, command)];
  }
  if (rules === undefined) {
    return [advice(`firebase.json names no rules for ${id}.`, `${SCRIPT} init`)];
  }
  const { source } = ruleset.body as {
    readonly source?: { readonly files?: readonly { readonly content?: string }[] };
  };
  const inForce = source?.files?.map(({ content = "" }) => content).join("\n") ?? "";
  if (inForce.trim() === rules.trim()) return [good(`The rules of ${id} are those of the file.`)];
  return [
    fault(
      `The rules in force for ${id} are not those of the file: clients may be let past the gateway, or be locked out.`,
      deployCommand(project),
    ),
  ];
}
