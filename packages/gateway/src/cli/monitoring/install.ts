import { OWN_LABEL, type AlertPolicy } from "./alert-policies.ts";
import type { Dashboard } from "./dashboard.ts";
import type { GoogleApi, NamedResource } from "./google-api.ts";
import { isAsDeclared } from "./is-as-declared.ts";
import type { LogMetric } from "./log-metrics.ts";
import type { NotificationChannel } from "./notification-channel.ts";

/** All that is to be there. */
export interface MonitoringSetup {
  readonly metrics: readonly LogMetric[];
  readonly policies: readonly AlertPolicy[];
  readonly dashboard: Dashboard;
  readonly channels: readonly NotificationChannel[];
}

/** The APIs that keep it. */
export interface MonitoringApis {
  readonly logging: GoogleApi;
  readonly monitoring: GoogleApi;
}

/** A change that makes the project so: what it is in words, and how it is done. */
interface PlannedChange {
  readonly told: string;
  /** @returns the name of the resource */
  readonly apply: () => Promise<string>;
}

export interface InstallOptions {
  readonly project: string;
  readonly setup: MonitoringSetup;
  /** Names of channels besides those of the setup. */
  readonly channels: readonly string[];
  readonly isDryRun: boolean;
  readonly tell: (line: string) => void;
}

/**
 * Makes a project's monitoring what it is to be: tells each change, and then makes it. What is as it
 * should be is left, and what others have made too.
 *
 * @returns how many changes there were
 * @throws PlainError with what an API said
 */
export async function install(apis: MonitoringApis, options: InstallOptions): Promise<number> {
  const { setup, project } = options;
  const changes = await metricChanges(apis, options);
  await done(changes, options);
  const channels = await channelNames(apis, options);
  const policies = await apis.monitoring.list(
    `/v3/projects/${project}/alertPolicies`,
    "alertPolicies",
  );
  const notificationChannels = [...options.channels, ...channels.names];
  const declared = setup.policies.map((policy) => ({ ...policy, notificationChannels }));
  const ofPolicies = policyChanges(apis, { project, policies, declared });
  const ofDashboard = await dashboardChanges(apis, options);
  await done([...ofPolicies, ...ofDashboard], options);
  return changes.length + channels.changed + ofPolicies.length + ofDashboard.length;
}

async function done(
  changes: readonly PlannedChange[],
  { isDryRun, tell }: InstallOptions,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { told, apply } of changes) {
    tell(told);
    if (!isDryRun) names.push(await apply());
  }
  return names;
}

async function metricChanges(
  { logging }: MonitoringApis,
  { project, setup }: InstallOptions,
): Promise<readonly PlannedChange[]> {
  const path = `/v2/projects/${project}/metrics`;
  const stored = new Map((await logging.list(path, "metrics")).map((one) => [one.name, one]));
  return setup.metrics.flatMap((metric): PlannedChange[] => {
    const before = stored.get(metric.name);
    if (before !== undefined && isAsDeclared(metric, before)) return [];
    const told = `${before === undefined ? "+" : "~"} metric ${metric.name}`;
    const apply = async () => {
      const isNew = before === undefined;
      const at = isNew ? path : `${path}/${encodeURIComponent(metric.name)}`;
      return (await logging.send(isNew ? "POST" : "PUT", at, metric)).name;
    };
    return [{ told, apply }];
  });
}

async function channelNames(
  { monitoring }: MonitoringApis,
  options: InstallOptions,
): Promise<{ readonly names: readonly string[]; readonly changed: number }> {
  const path = `/v3/projects/${options.project}/notificationChannels`;
  const stored = await monitoring.list(path, "notificationChannels");
  const names: string[] = [];
  let changed = 0;
  for (const channel of options.setup.channels) {
    const there = stored.find((one) => isAsDeclared(channel, one));
    if (there !== undefined) {
      names.push(there.name);
      continue;
    }
    changed += 1;
    const told = `+ channel ${channel.displayName}`;
    const apply = async () => (await monitoring.send("POST", path, channel)).name;
    names.push(...(await done([{ told, apply }], options)));
  }
  return { names, changed };
}

interface PolicySituation {
  readonly project: string;
  readonly policies: readonly NamedResource[];
  readonly declared: readonly AlertPolicy[];
}

function policyChanges(
  { monitoring }: MonitoringApis,
  { project, policies, declared }: PolicySituation,
): readonly PlannedChange[] {
  const labelOf = (one: object) =>
    (one as { readonly userLabels?: Readonly<Record<string, string>> }).userLabels?.[OWN_LABEL];
  const own = policies.filter((one) => labelOf(one) !== undefined);
  const changed = declared.flatMap((policy): PlannedChange[] => {
    const before = own.find((one) => labelOf(one) === labelOf(policy));
    if (before !== undefined && isAsDeclared(policy, before)) return [];
    const told = `${before === undefined ? "+" : "~"} alert ${policy.displayName}`;
    const apply = async () =>
      before === undefined
        ? (await monitoring.send("POST", `/v3/projects/${project}/alertPolicies`, policy)).name
        : (await monitoring.send("PATCH", `/v3/${before.name}`, policy)).name;
    return [{ told, apply }];
  });
  const gone = own
    .filter((one) => !declared.some((policy) => labelOf(policy) === labelOf(one)))
    .map((one) => ({
      told: `- alert ${String(one["displayName"])}`,
      apply: async () => (await monitoring.send("DELETE", `/v3/${one.name}`)).name,
    }));
  return [...changed, ...gone];
}

async function dashboardChanges(
  { monitoring }: MonitoringApis,
  { project, setup: { dashboard } }: InstallOptions,
): Promise<readonly PlannedChange[]> {
  const path = `/v1/projects/${project}/dashboards`;
  const stored = await monitoring.list(path, "dashboards");
  const before = stored.find((one) => one["displayName"] === dashboard.displayName);
  if (before !== undefined && isAsDeclared(dashboard, before)) return [];
  const told = `${before === undefined ? "+" : "~"} dashboard ${dashboard.displayName}`;
  const apply = async () =>
    before === undefined
      ? (await monitoring.send("POST", path, dashboard)).name
      : (
          await monitoring.send("PATCH", `/v1/${before.name}`, {
            ...dashboard,
            etag: before["etag"],
          })
        ).name;
  return [{ told, apply }];
}
