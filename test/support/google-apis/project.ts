/** A function as the Cloud Functions API (v2) keeps it: as it was sent, and its state and service. */
export interface CloudFunction {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly buildConfig?: {
    readonly runtime?: string;
    readonly entryPoint?: string;
    readonly environmentVariables?: Readonly<Record<string, string>>;
    readonly source?: { readonly storageSource?: { readonly object?: string } };
  };
  readonly serviceConfig?: Readonly<Record<string, unknown>> & {
    readonly environmentVariables?: Readonly<Record<string, string>>;
    readonly service?: string;
  };
  readonly url?: string;
  readonly state?: string;
}

/** A resource of an API, as it was sent. */
export interface Resource {
  readonly name: string;
  readonly [member: string]: unknown;
}

/** What Google keeps of a project, as far as a deploy reads or changes it. */
export interface GoogleProject {
  readonly id: string;
  readonly number: string;
  /** The names of the APIs that are enabled. */
  readonly apis: Set<string>;
  /** By name: projects/<id>/locations/<region>/functions/<function>. */
  readonly functions: Map<string, CloudFunction>;
  /** The archives that were uploaded, by their object's name. */
  readonly uploads: Map<string, Buffer>;
  /** Who may call which Cloud Run service, by the service's name. */
  readonly invokers: Map<string, readonly string[]>;
  /** The ids of its Firestore databases. */
  readonly databases: Set<string>;
  /** By name; Firestore adds `__name__` to the fields of an index. */
  readonly indexes: Map<string, Resource>;
  /** Settings of single fields, by name. */
  readonly fields: Map<string, Resource>;
  readonly rulesets: Map<string, Resource>;
  /** Which ruleset is in force where, by name. */
  readonly releases: Map<string, Resource>;
  /** Repositories of container images, by name: the first function of a region makes one. */
  readonly repositories: Map<string, Resource>;
  /** What Cloud Scheduler calls from time to time, by name. */
  readonly jobs: Map<string, Resource>;
}

/** APIs that a deploy asks for, and a project lacks until its first. */
export const DEPLOY_APIS = [
  "artifactregistry.googleapis.com",
  "cloudbuild.googleapis.com",
  "cloudfunctions.googleapis.com",
  "cloudscheduler.googleapis.com",
  "eventarc.googleapis.com",
  "pubsub.googleapis.com",
  "run.googleapis.com",
  "storage.googleapis.com",
];

/** APIs that a new Firebase project with a Firestore database and a billing account has. */
const ENABLED_AT_FIRST = [
  "cloudbilling.googleapis.com",
  "cloudresourcemanager.googleapis.com",
  "firebaseextensions.googleapis.com",
  "firebaserules.googleapis.com",
  "firestore.googleapis.com",
];

/** A project with a Firestore database, on which nothing was deployed. */
export function newProject(id: string): GoogleProject {
  return {
    id,
    number: "123456789012",
    apis: new Set(ENABLED_AT_FIRST),
    functions: new Map(),
    uploads: new Map(),
    invokers: new Map(),
    databases: new Set(["(default)"]),
    indexes: new Map(),
    fields: new Map(),
    rulesets: new Map(),
    releases: new Map(),
    repositories: new Map(),
    jobs: new Map(),
  };
}
