import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ResolvedAlerts } from "../../alerts/alerts-definition.ts";
import type { Command } from "../command/command.ts";
import { PlainError } from "../command/plain-error.ts";
import { replaceFile } from "../command/replace-file.ts";
import { chooseGateway } from "../project/choose-gateway.ts";
import { findProject } from "../project/find-project.ts";
import { loadGateways } from "../project/load-gateways.ts";
import { googleAccessToken } from "../tokens/google-access-token.ts";
import { alertPolicies } from "./alert-policies.ts";
import { readMonitoringArguments } from "./arguments.ts";
import { dashboard } from "./dashboard.ts";
import { GoogleApi } from "./google-api.ts";
import { MONITORING_HELP } from "./help.ts";
import { install, type MonitoringSetup } from "./install.ts";
import { logMetrics } from "./log-metrics.ts";
import { emailChannel } from "./notification-channel.ts";

/** The command `monitoring`. */
export const monitoring: Command = async (args, { module }) => {
  const asked = readMonitoringArguments(args);
  if (asked === undefined) {
    console.log(MONITORING_HELP);
    return 0;
  }
  const { options } = chooseGateway(await loadGateways(findProject(), module), asked.choice);
  const setup = monitoringSetup(options.alerts, asked.emails);
  const { project, channels, isDryRun, out } = asked;
  if (project === undefined) {
    for (const file of writeFiles(String(out), setup)) console.log(file);
    return 0;
  }
  if (asked.emails.length + channels.length === 0) {
    console.error("Nobody is told: give --email or --channel.");
  }
  const tell = (line: string) => console.log(line);
  const changes = await install(apis(), { project, setup, channels, isDryRun, tell });
  console.log(changes === 0 ? "All is as it should be." : summary(changes, isDryRun));
  return 0;
};

function summary(changes: number, isDryRun: boolean): string {
  return isDryRun ? `${String(changes)} to be changed.` : `${String(changes)} changed.`;
}

/** All that a gateway's alerts take, and who is told. */
export function monitoringSetup(
  alerts: ResolvedAlerts,
  emails: readonly string[],
): MonitoringSetup {
  return {
    metrics: logMetrics(),
    policies: alertPolicies(alerts),
    dashboard: dashboard(),
    channels: emails.map(emailChannel),
  };
}

/** One file for each resource, in the form that the APIs take. @returns their paths @throws PlainError */
export function writeFiles(folder: string, setup: MonitoringSetup): readonly string[] {
  makeFolder(folder);
  const { metrics, policies, channels } = setup;
  const files: readonly (readonly [string, object])[] = [
    ...metrics.map((metric) => [`metric-${metric.name}`, metric] as const),
    ...policies.map((policy) => [fileName("alert", policy.displayName), policy] as const),
    ...channels.map((channel) => [fileName("channel", channel.displayName), channel] as const),
    ["dashboard", setup.dashboard],
  ];
  return files.map(([name, resource]) => {
    const path = join(folder, `${name}.json`);
    replaceFile(path, `${JSON.stringify(resource, null, 2)}\n`);
    return path;
  });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new PlainError(`${folder} can't be a folder: ${(cause as Error).message}.`, { cause });
  }
}

function fileName(kind: string, displayName: string): string {
  const [, name = ""] = displayName.split(": ");
  return `${kind}-${name.replaceAll(/[^a-z0-9.@]+/gi, "-")}`;
}

function apis() {
  const of = (origin: string) => new GoogleApi({ origin, token: googleAccessToken });
  return {
    logging: of("https://logging.googleapis.com"),
    monitoring: of("https://monitoring.googleapis.com"),
  };
}
