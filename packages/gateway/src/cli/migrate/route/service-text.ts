import { spelled } from "./host-text.ts";

/** What a service is called by the gateway's client. */
export interface ServiceIdentity {
  readonly service: string;
  /** Undefined where the environment tells. */
  readonly project: string | undefined;
  readonly apiKey: string | undefined;
  readonly region: string;
  readonly functionName: string;
}

/** What else one database of the service says, as source text. */
export interface ServiceDatabase {
  readonly projectId?: string;
  readonly databaseId?: string;
  readonly ignoreUndefinedProperties?: string;
}

/** How source text is spelled in a file. */
export interface SpellingOf {
  readonly quote: string;
  readonly isTypeScript: boolean;
}

/** Of the client's options, what has a name in the environment. */
const VARIABLES = { projectId: "GCLOUD_PROJECT", apiKey: "FIREBASE_API_KEY" } as const;

/** The properties of `serviceFirestore`'s options. */
export function serviceProperties(
  identity: ServiceIdentity,
  database: ServiceDatabase,
  { quote, isTypeScript }: SpellingOf,
): readonly string[] {
  const text = (value: string): string => spelled([value], quote);
  const variable = (name: string): string => {
    const read = isTypeScript ? `process.env[${text(name)}]` : `process.env.${name}`;
    return `${read} ?? ${text("")}`;
  };
  const given = (value: string | undefined, name: string): string =>
    value === undefined ? variable(name) : text(value);
  const { databaseId, ignoreUndefinedProperties: ignores } = database;
  const projectId = database.projectId ?? given(identity.project, VARIABLES.projectId);
  const { region, functionName } = identity;
  return [
    `service: ${text(identity.service)}`,
    projectId === "projectId" ? projectId : `projectId: ${projectId}`,
    `apiKey: ${given(identity.apiKey, VARIABLES.apiKey)}`,
    ...(region === "us-central1" ? [] : [`region: ${text(region)}`]),
    ...(functionName === "database" ? [] : [`functionName: ${text(functionName)}`]),
    ...(databaseId === undefined ? [] : [`databaseId: ${databaseId}`]),
    ...(ignores === undefined ? [] : [`ignoreUndefinedProperties: ${ignores}`]),
  ];
}
