import { writeFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { emulatorPorts } from "../../emulators/emulator-ports.ts";
import { unifiedDiff } from "../difference/unified-diff.ts";
import { takeInventory } from "../inventory/take-inventory.ts";
import { planRoute, type RoutePlan } from "./plan-route.ts";
import { readRouteArguments, ROUTE_HELP, type RouteArguments } from "./route-arguments.ts";
import type { SourcePlace } from "./route-changes.ts";

interface RouteOutput {
  print(text: string): void;
  tell(text: string): void;
  readonly directory: string;
}

/**
 * `database-service migrate route`: answers the exit code.
 *
 * @throws MisuseError, PlainError
 */
export function runRoute(args: readonly string[], output: RouteOutput): Promise<number> {
  const request = readRouteArguments(args, output.directory);
  if (request === undefined) {
    output.print(ROUTE_HELP);
    return Promise.resolve(0);
  }
  const plan = planRoute(request, emulatorPorts(output.directory).functions);
  const report = reportOf(request, plan, output.directory);
  if (request.writes) for (const { path, after } of plan.changes) writeFileSync(path, after);
  if (request.format === "json") output.print(`${JSON.stringify(report, null, 2)}\n`);
  else output.print(report.changes.map(({ diff }) => diff).join(""));
  output.tell(summary(report, request.writes));
  const isFound = report.moved.length + report.already.length > 0;
  return Promise.resolve(isFound && report.left.length + report.notCarried.length === 0 ? 0 : 1);
}

/** What `--json` prints. */
export interface RouteReport {
  readonly service: string;
  readonly changes: readonly { readonly file: string; readonly diff: string }[];
  readonly moved: readonly SourcePlace[];
  readonly already: readonly SourcePlace[];
  readonly left: readonly (SourcePlace & { readonly reason: string })[];
  /** What a server does that the gateway does not carry. */
  readonly notCarried: readonly (SourcePlace & { readonly operation: string })[];
  /** What is to be done by hand. */
  readonly next: readonly string[];
}

function reportOf(request: RouteArguments, plan: RoutePlan, directory: string): RouteReport {
  const name = (path: string) => relative(directory, path).split(sep).join("/");
  const named = <Place extends SourcePlace>(places: readonly Place[]): readonly Place[] =>
    places.map((place) => ({ ...place, file: name(place.file) }));
  const changes = plan.changes.map(({ path, before, after }) => ({
    file: name(path),
    diff: unifiedDiff({ path: name(path), before, after }),
  }));
  return {
    service: request.service,
    changes,
    moved: named(plan.moved),
    already: named(plan.already),
    left: named(plan.left),
    notCarried: plan.isServer ? notCarried(request) : [],
    next: plan.changes.length === 0 ? [] : nextSteps(request, plan),
  };
}

const NOT_CARRIED = new Set(["listen"]);

function notCarried({ folders, service }: RouteArguments): RouteReport["notCarried"] {
  const { accesses } = takeInventory({ folders, service });
  return accesses
    .filter(({ operation }) => NOT_CARRIED.has(operation))
    .map(({ file, line, operation }) => ({ file, line, operation }));
}

function nextSteps(
  { project, apiKey }: RouteArguments,
  { isServer, isOnFullSdk }: RoutePlan,
): string[] {
  if (!isServer) return [...(isOnFullSdk ? [TRANSPORT] : []), ORIGINS];
  const variables = [
    ...(project === undefined ? ["GCLOUD_PROJECT (which Cloud Functions have)"] : []),
    ...(apiKey === undefined ? ["FIREBASE_API_KEY"] : []),
  ];
  return [
    "Install @database-service/client, and @google-cloud/firestore 9 where it is not yet.",
    ...(variables.length === 0 ? [] : [`Set ${variables.join(" and ")} where it runs.`]),
    "Let its service account sign its tokens: Service Account Token Creator, on itself.",
  ];
}

const TRANSPORT =
  "Put the transport's tarball beside the package.json that names it, and install (docs/sdk.md).";
const ORIGINS = "List the app's web origins in CORS_ORIGINS (docs/adopting.md).";

function summary(report: RouteReport, isWritten: boolean): string {
  const { moved, already, left, notCarried: lacking, next, service } = report;
  if (moved.length + already.length + left.length === 0) {
    return `${service}: nothing here begins Firestore.\n`;
  }
  const count = `${service}: ${String(moved.length)} ${moved.length === 1 ? "place" : "places"} ${isWritten ? "moved" : "to move"}, ${String(already.length)} moved before, ${String(left.length)} left.`;
  return [
    count,
    ...left.map(({ file, line, reason }) => `Left: ${file}:${String(line)}: ${reason}.`),
    ...lacking.map(
      ({ file, line, operation }) =>
        `Not carried by the gateway: ${file}:${String(line)} ${operation}.`,
    ),
    ...next.map((step) => `Next: ${step}`),
    "",
  ].join("\n");
}
