import { createProject, type SourceProject } from "../inventory/evaluate/source-project.ts";
import { findSources } from "../inventory/source/find-sources.ts";
import { moduleResolver } from "../inventory/source/module-resolver.ts";
import { parseSource } from "../inventory/source/source-file.ts";
import type { FileChange } from "../difference/unified-diff.ts";
import { appStarts } from "./app-start.ts";
import { sourceText } from "./file-edit.ts";
import { firestoreStarts, handedOnStarts, type FirestoreStart } from "./firestore-start.ts";
import { overrideTransport } from "./override/override-transport.ts";
import { leaveUnread, reasonToLeave } from "./reason-to-leave.ts";
import type { RouteArguments } from "./route-arguments.ts";
import { RouteChanges, type LeftPlace, type SourcePlace } from "./route-changes.ts";
import { routeWeb } from "./route-web.ts";
import { routeNode } from "./route-node.ts";
import { SdkOrigins } from "./sdk-origin.ts";

/** What moves a service, and what is left. */
export interface RoutePlan {
  readonly changes: readonly FileChange[];
  readonly moved: readonly SourcePlace[];
  readonly already: readonly SourcePlace[];
  readonly left: readonly LeftPlace[];
  /** Whether it is a server, which needs the gateway's client. */
  readonly isServer: boolean;
  /** Whether it needs the transport, since its app is on the full SDK. */
  readonly isOnFullSdk: boolean;
}

/** Reads all sources of a service, and finds the change that moves it. */
export function planRoute(request: RouteArguments, emulatorPort: number): RoutePlan {
  const paths = [...new Set(request.folders.flatMap(findSources))];
  const files = paths.map((path) => parseSource(path, sourceText(path)));
  const project = createProject(files, moduleResolver(request.folders));
  const origins = new SdkOrigins(project);
  const changes = new RouteChanges();
  leaveUnread(files, changes);
  const starts = firestoreStarts(project, origins);
  const apps = appStarts(project, origins);
  const { region, functionName, service, apiKey, project: projectId } = request;
  // Each is a library of its own, with a database of its own.
  for (const family of ["lite", "full"] as const) {
    routeWeb({
      starts: starts.filter((start) => start.family === family && !isLeft(start)),
      apps: apps.filter((app) => app.family !== "admin"),
      address: { region, functionName, project: projectId, emulatorPort },
      origins,
      changes,
    });
  }
  const servers = starts.filter(({ family }) => family === "admin" || family === "server");
  routeNode({
    starts: servers,
    apps: apps.filter(({ family }) => family === "admin"),
    files,
    identity: { service, project: projectId, apiKey, region, functionName },
    origins,
    changes,
  });
  for (const start of starts) settleOther(start, changes);
  overrideTransport(
    starts.filter(({ family }) => family === "full"),
    changes,
  );
  leaveHandedOn(project, origins, changes);
  const { moved, already, left } = changes;
  const isServer = servers.length > 0 || starts.some(({ kind }) => kind === "moved");
  const isOnFullSdk = starts.some(({ family }) => family === "full");
  return { changes: changes.finish(), moved, already, left: inOrder(left), isServer, isOnFullSdk };
}

function isLeft(start: FirestoreStart): boolean {
  return reasonToLeave(start) !== undefined;
}

function settleOther(start: FirestoreStart, changes: RouteChanges): void {
  const { file, node, kind } = start;
  const reason = reasonToLeave(start);
  if (reason !== undefined) changes.leave(file, node, reason);
  else if (kind === "moved") changes.keep(file, node);
}

function leaveHandedOn(project: SourceProject, origins: SdkOrigins, changes: RouteChanges): void {
  for (const file of project.files) {
    for (const node of handedOnStarts(file, origins)) {
      changes.leave(file, node, "it is handed on as a function, so that its calls are not seen");
    }
  }
}

function inOrder(left: readonly LeftPlace[]): readonly LeftPlace[] {
  return left.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}
