import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { artifactRegistry } from "./artifact-registry.ts";
import { cloudFunctions } from "./cloud-functions.ts";
import { cloudRun } from "./cloud-run.ts";
import { cloudScheduler } from "./cloud-scheduler.ts";
import { firebaseRules } from "./firebase-rules.ts";
import { firestoreAdmin } from "./firestore-admin.ts";
import { originsByHttp } from "./origins.ts";
import { projectApis } from "./project-apis.ts";
import { DEPLOY_APIS, type GoogleProject } from "./project.ts";
import type { ApiAnswer, ApiRequest, Route } from "./route.ts";
import { apiError } from "./route.ts";
import { serviceUsage } from "./service-usage.ts";

const ROUTES: readonly Route[] = [
  ...projectApis,
  ...serviceUsage,
  ...cloudFunctions,
  ...cloudRun,
  ...cloudScheduler,
  ...firebaseRules,
  ...firestoreAdmin,
  ...artifactRegistry,
];

const FIRESTORE = "firestore.googleapis.com";

/** Asks that change nothing, though they are no GET. */
const ONLY_ASKS = /:(test|testIamPermissions|generateUploadUrl|generateServiceIdentity)$|\/token$/;

/** APIs that answer only where they are enabled. */
const NEED_ENABLING = new Set([...DEPLOY_APIS, "firebaserules.googleapis.com", FIRESTORE]);

/** A request that failed on command. */
export interface Failure {
  readonly method: string;
  /** What its URL, without scheme and query, contains. */
  readonly url: string;
  readonly answer: ApiAnswer;
}

/**
 * Google's APIs as far as a deploy asks them, for one project, behind a proxy: a command that is
 * run with {@link GoogleApis.env} reaches nothing else. What they don't know is refused, and kept.
 */
export class GoogleApis {
  /** What was asked that no API here answers, or at an origin that can't be told: a fault of the test. */
  readonly unknown: string[] = [];
  /** What was asked of origins that firebase-tools does not let be set. */
  readonly tunnels: string[] = [];
  /** What was asked that changes something, in order: method and URL without scheme and query. */
  readonly changes: string[] = [];
  readonly failures: Failure[] = [];
  readonly #server = createServer((request, response) => {
    void this.#serve(request, response);
  });
  readonly #project: GoogleProject;

  private constructor(project: GoogleProject) {
    this.#project = project;
    this.#server.on("connect", (request: IncomingMessage, socket: Socket) => {
      this.#tunnel(request.url ?? "", socket);
    });
  }

  static async start(project: GoogleProject): Promise<GoogleApis> {
    const apis = new GoogleApis(project);
    await once(apis.#server.listen(0, "127.0.0.1"), "listening");
    return apis;
  }

  /** Where a command finds them, with credentials for them. */
  get env(): NodeJS.ProcessEnv {
    const { port } = this.#server.address() as AddressInfo;
    const proxy = `http://127.0.0.1:${String(port)}`;
    return {
      ...originsByHttp(),
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
      FIREBASE_TOKEN: "refresh",
    };
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** firebase-tools tunnels through its proxy whatever the scheme: by HTTP it finds this server again. */
  #tunnel(authority: string, socket: Socket): void {
    if (authority.endsWith(":80")) {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      this.#server.emit("connection", socket);
    } else {
      this.tunnels.push(authority);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    }
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = this.#answer(toRequest(incoming, await buffer(incoming)));
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  }

  #answer(request: ApiRequest): ApiAnswer {
    const { method, host, path } = request;
    const asked = `${host}${path}`;
    const failure = this.failures.find(
      (failing) => failing.method === method && asked.includes(failing.url),
    );
    if (failure !== undefined) return failure.answer;
    for (const route of ROUTES) {
      const groups = this.#match(route, request);
      if (groups === undefined) continue;
      if (NEED_ENABLING.has(host) && !this.#project.apis.has(host)) return notEnabled(host);
      if (method !== "GET" && !ONLY_ASKS.test(path)) this.changes.push(`${method} ${asked}`);
      return route.answer(this.#project, request, groups);
    }
    this.unknown.push(`${method} ${asked}?${request.query.toString()}`);
    return apiError(501, "UNIMPLEMENTED", `Nobody answers ${method} ${asked} here.`);
  }

  #match(route: Route, { method, host, path }: ApiRequest): Record<string, string> | undefined {
    if (route.method !== method || route.host !== host) return undefined;
    const { id, number } = this.#project;
    const pattern = route.path.replaceAll("$project", `(?:${id}|${number})`);
    const match = new RegExp(`^${pattern}$`).exec(path);
    return match === null ? undefined : { ...match.groups };
  }
}

function toRequest(incoming: IncomingMessage, raw: Buffer): ApiRequest {
  const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? ""}`);
  return {
    method: incoming.method ?? "",
    host: url.hostname,
    path: decodeURI(url.pathname),
    query: url.searchParams,
    raw,
    body: parsed(raw),
  };
}

function notEnabled(host: string): ApiAnswer {
  return apiError(
    403,
    "PERMISSION_DENIED",
    `${host} has not been used in the project, or is disabled.`,
  );
}

function parsed(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString());
  } catch {
    return undefined;
  }
}
