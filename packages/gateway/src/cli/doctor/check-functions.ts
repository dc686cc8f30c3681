import { deployCommand } from "./check-database.ts";
import type { DeclaredGateway } from "./declared-project.ts";
import { advice, fault, good, type Finding } from "./finding.ts";
import { reasonIn, type Web } from "./web.ts";

interface StoredFunction {
  readonly name: string;
  readonly state?: string;
  readonly serviceConfig?: {
    /** `projects/<id>/locations/<region>/services/<service>` */
    readonly service?: string;
    readonly environmentVariables?: Readonly<Record<string, string>>;
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
    ...appCheckFindings(gateway, deployed[0]),
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
  const services = deployed.flatMap(({ serviceConfig }) => serviceConfig?.service ?? []);
  const findings = await Promise.all(
    services.map(async (service): Promise<readonly Finding[]> => {
      const url = `https://run.googleapis.com/v2/${service}:getIamPolicy`;
      const answer = await web({ url, as: "owner" });
      const [, , , region = "", , id = ""] = service.split("/");
      if (answer.status !== 200) {
        return [fault(`Who may call ${id} can't be looked at: ${reasonIn(answer)}`)];
      }
      const { bindings = [] } = answer.body as {
        readonly bindings?: readonly {
          readonly role: string;
          readonly members: readonly string[];
        }[];
      };
      const isOpen = bindings.some(
        ({ role, members }) => role === "roles/run.invoker" && members.includes("allUsers"),
      );
      if (isOpen) return [];
      const command = `gcloud run services add-iam-policy-binding ${id} --member=allUsers --role=roles/run.invoker --region=${region} --project=${project}`;
      return [fault(`Google lets nobody call ${id}: who may what, the gateway decides.`, command)];
    }),
  );
  const all = findings.flat();
  return all.length > 0 || services.length === 0 ? all : [good("Callers reach the functions.")];
}

function appCheckFindings(
  { appCheck }: DeclaredGateway,
  deployed: StoredFunction | undefined,
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
    ),
  ];
}
