import type { DeclaredGateway } from "./declared-project.ts";
import { deployCommand } from "./deploy-command.ts";
import { advice, fault, good, type Finding } from "./finding.ts";
import { reasonIn, type Web } from "./web.ts";

interface StoredFunction {
  readonly name: string;
  readonly state?: string;
  readonly serviceConfig?: {
    /** `projects/<id>/locations/<region>/services/<service>` */
    readonly service?: string;
    readonly environmentVariables?: Readonly<Record<string, string>>;
    readonly secretEnvironmentVariables?: readonly { readonly key: string }[];
  };
}

/** Whether a gateway's functions are deployed, at work, open to callers, and ask for App Check. */
export async function checkFunctions(
  gateway: DeclaredGateway,
  project: string,
  web: Web,
): Promise<readonly Finding[]> {
  const { region, names } = gateway;
  const place = `projects/${project}/locations/${region}/functions`;
  const url = `https://cloudfunctions.googleapis.com/v2/${place}?pageSize=1000`;
  const answer = await web({ url, as: "owner" });
  if (answer.status !== 200) {
    const command = `npx firebase functions:list --project ${project}`;
    return [fault(`The functions in ${region} can't be looked at: ${reasonIn(answer)}`, command)];
  }
  const { functions = [] } = answer.body as { readonly functions?: readonly StoredFunction[] };
  const byName = new Map(functions.map((one) => [one.name.split("/").at(-1) ?? "", one]));
  const deployed = names.flatMap((name) => byName.get(name) ?? []);
  const missing = names.filter((name) => !byName.has(name));
  return [
    ...missingFindings(missing, { region, project, isAny: deployed.length > 0 }),
    ...deployed.flatMap((one) => stateFindings(one, project)),
    ...(await invokerFindings(deployed, project, web)),
    ...appCheckFindings(gateway, { deployed: deployed[0], project }),
    ...webhookFindings(gateway, { deployed, project }),
  ];
}

/** A deploy may leave out all but the function that has all callables. */
function missingFindings(
  missing: readonly string[],
  {
    region,
    project,
    isAny,
  }: { readonly region: string; readonly project: string; readonly isAny: boolean },
): readonly Finding[] {
  if (missing.length === 0) return [good(`All functions are deployed in ${region}.`)];
  const text = `Not deployed in ${region}: ${missing.join(", ")}.`;
  const isKnown = isAny && !missing.some((name) => name.endsWith("database"));
  return [(isKnown ? advice : fault)(text, deployCommand(project))];
}

function stateFindings({ name, state = "unknown" }: StoredFunction, project: string) {
  if (state === "ACTIVE") return [];
  const id = name.split("/").at(-1) ?? "";
  const command = `npx firebase functions:log --only ${id} --project ${project}`;
  return [fault(`The function ${id} is ${state}.`, command)];
}

async function invokerFindings(
  deployed: readonly StoredFunction[],
  project: string,
  web: Web,
): Promise<readonly Finding[]> {
  const findings = await Promise.all(deployed.map((one) => invokerFinding(one, project, web)));
  const all = findings.flat();
  return all.length > 0 || deployed.length === 0 ? all : [good("Callers reach the functions.")];
}

/** Everybody may call a function that answers callers, and nobody but Cloud Scheduler the scheduled one. */
async function invokerFinding(
  { name, serviceConfig }: StoredFunction,
  project: string,
  web: Web,
): Promise<readonly Finding[]> {
  const service = serviceConfig?.service;
  if (service === undefined) return [];
  const answer = await web({
    url: `https://run.googleapis.com/v2/${service}:getIamPolicy`,
    as: "owner",
  });
  const [, , , region = "", , id = ""] = service.split("/");
  const place = `--region=${region} --project=${project}`;
  if (answer.status !== 200) {
    const command = `gcloud run services get-iam-policy ${id} ${place}`;
    return [fault(`Who may call ${id} can't be looked at: ${reasonIn(answer)}`, command)];
  }
  const { bindings = [] } = answer.body as {
    readonly bindings?: readonly { readonly role: string; readonly members: readonly string[] }[];
  };
  const isOpen = bindings.some(
    ({ role, members }) => role === "roles/run.invoker" && members.includes("allUsers"),
  );
  if (isOpen !== isScheduled(name)) return [];
  const verb = isOpen ? "remove" : "add";
  const command = `gcloud run services ${verb}-iam-policy-binding ${id} --member=allUsers --role=roles/run.invoker ${place}`;
  const what = isOpen
    ? `Anybody may call ${id}, which is Cloud Scheduler's alone.`
    : `Google lets nobody call ${id}: who may what, the gateway decides.`;
  return [fault(what, command)];
}

/** Whether it is the function that nobody calls, in a group too: `crm-upkeep`. */
export function isScheduled(name: string): boolean {
  return /(^|[/-])upkeep$/.test(name);
}

function appCheckFindings(
  { appCheck }: DeclaredGateway,
  {
    deployed,
    project,
  }: { readonly deployed: StoredFunction | undefined; readonly project: string },
): readonly Finding[] {
  const { environmentVariables = {} } = deployed?.serviceConfig ?? {};
  const enforced =
    typeof appCheck === "boolean" ? appCheck : environmentVariables[appCheck.parameter] === "true";
  if (enforced) return [good("App Check is enforced.")];
  const where =
    typeof appCheck === "boolean" ? "enforceAppCheck: true" : `${appCheck.parameter}=true`;
  return [
    advice(
      `App Check is not enforced: whoever has the app's public settings may call. Set ${where} once your apps send tokens, and deploy.`,
      deployCommand(project),
    ),
  ];
}

/** Whether the function that posts alerts is there, and has the address. */
function webhookFindings(
  { webhookSecret, region }: DeclaredGateway,
  { deployed, project }: { readonly deployed: readonly StoredFunction[]; readonly project: string },
): readonly Finding[] {
  if (webhookSecret === undefined) return [];
  const upkeep = deployed.find(({ name }) => isScheduled(name));
  if (upkeep === undefined) {
    const what = `Alerts are posted by the function upkeep, which is not deployed in ${region}: export it.`;
    return [fault(what, deployCommand(project))];
  }
  const { secretEnvironmentVariables = [] } = upkeep.serviceConfig ?? {};
  if (secretEnvironmentVariables.some(({ key }) => key === webhookSecret))
    return [good("Alerts are posted.")];
  return [
    fault(
      `The function upkeep has no secret ${webhookSecret}: alerts can't be posted. Set it, and deploy.`,
      `npx firebase functions:secrets:set ${webhookSecret} --project ${project}`,
    ),
  ];
}
