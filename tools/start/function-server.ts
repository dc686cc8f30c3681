// A process of its own: serves the gateway's functions of a module, at /<region>/<function>, until
// it is told to end.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DEFINITION } from "../../packages/gateway/src/definition-key.ts";
import type { Loaded } from "./functions-process.ts";
import { startUpkeepTimer } from "./upkeep-timer.ts";

interface GatewayFunction {
  (request: IncomingMessage, response: ServerResponse): unknown;
  /** A region may be a parameter. */
  readonly __endpoint: { readonly region?: readonly (string | { value(): string })[] };
}

/** What is exported beside a gateway's functions expects another process: here bodies are set aside. */
function isGatewayFunction(exported: unknown): exported is GatewayFunction {
  return typeof exported === "function" && DEFINITION in exported;
}

function isScheduled(exported: unknown): exported is GatewayFunction & { run(): Promise<void> } {
  return isGatewayFunction(exported) && "scheduleTrigger" in exported.__endpoint;
}

function pathsOf(name: string, { __endpoint }: GatewayFunction): string[] {
  const { region: regions = ["us-central1"] } = __endpoint;
  return regions.map((each) => `/${typeof each === "string" ? each : each.value()}/${name}`);
}

async function load(module: string): Promise<ReadonlyMap<string, GatewayFunction>> {
  const exported = (await import(module)) as object;
  for (const each of Object.values(exported)) if (isScheduled(each)) startUpkeepTimer(each);
  return new Map(
    Object.entries(exported).flatMap(([name, each]) =>
      isGatewayFunction(each) ? pathsOf(name, each).map((path) => [path, each] as const) : [],
    ),
  );
}

function serve(functions: ReadonlyMap<string, GatewayFunction>): void {
  const server = createServer((request, response) => {
    const [, path = "", rest = ""] = /^(\/[^/?]+\/[^/?]+)(.*)$/s.exec(request.url ?? "") ?? [];
    request.url = rest.startsWith("/") ? rest : `/${rest}`;
    const found = functions.get(path);
    if (found === undefined) response.writeHead(404).end();
    else found(request, response);
  });
  // Or a request could be sent into a connection that is about to be closed.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1", () => {
    tell({ port: (server.address() as AddressInfo).port, paths: [...functions.keys()] });
  });
}

function tell(loaded: Loaded, then: () => void = () => undefined): void {
  process.send?.(loaded, then);
}

try {
  serve(await load(process.argv[2] ?? ""));
} catch (error) {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  tell({ message, stack }, () => process.exit(1));
}
