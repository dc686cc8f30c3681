/** What is run to see who goes direct, in order. */
export interface AuditLogCommands {
  readonly on: readonly string[];
  readonly off: readonly string[];
  /** Once it is off again. */
  readonly export: string;
}

const SERVICE = "datastore.googleapis.com";
const OTHERS = `[.auditConfigs[]? | select(.service != "${SERVICE}")]`;
const LOGGED = `{service: "${SERVICE}", auditLogConfigs: [{logType: "DATA_READ"}, {logType: "DATA_WRITE"}]}`;

/**
 * The commands that switch Firestore's Data Access audit log on and off again, as it was, and that
 * export it. They take gcloud and jq. What gcloud sets are the members that are in the file, so that
 * an empty list is one.
 */
export function auditLogCommands(project: string): AuditLogCommands {
  const get = `gcloud projects get-iam-policy ${project} --format=json > policy-now.json`;
  const set = `gcloud projects set-iam-policy ${project} policy.json`;
  const before = `[$before[0].auditConfigs[]? | select(.service == "${SERVICE}")]`;
  return {
    on: [
      get,
      // Done a second time, it is not what was there before.
      "test -e policy-before.json || cp policy-now.json policy-before.json",
      `jq '.auditConfigs = ${OTHERS} + [${LOGGED}]' policy-now.json > policy.json`,
      set,
    ],
    off: [
      get,
      `jq --slurpfile before policy-before.json '.auditConfigs = ${OTHERS} + ${before}' policy-now.json > policy.json`,
      `${set} && rm policy-before.json`,
    ],
    export: `gcloud logging read '${QUERY} AND timestamp>="<on>" AND timestamp<="<off>"' --project=${project} --format=json > log.json`,
  };
}

const QUERY =
  'protoPayload.serviceName="firestore.googleapis.com" AND logName:"cloudaudit.googleapis.com%2Fdata_access"';
