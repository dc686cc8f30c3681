import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { resolveAlerts, type AlertsDefinition } from "../../alerts/alerts-definition.ts";
import { GoogleApi } from "./google-api.ts";
import { install } from "./install.ts";
import { monitoringSetup } from "./monitoring.ts";

/** What the APIs keep, by the path of the collection. */
let kept: Record<string, Record<string, unknown>[]>;
let changes: string[];
let told: string[];
let origin: string;
let next = 0;
const server = createServer((request, response) => void answer(request, response));

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  kept = {};
  changes = [];
  told = [];
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url = "", headers } = request;
  const send = (body: object) => response.end(JSON.stringify(body));
  if (headers.authorization !== "Bearer token") return void response.writeHead(401).end("who?");
  const [, version = "", path = ""] = /^\/(v\d)\/(.*)$/.exec(url) ?? [];
  const [, , kind = ""] = path.split("/");
  const all = (kept[kind] ??= []);
  if (method === "GET") return void send({ [kind]: all });
  changes.push(`${method} ${path.replace(/^projects\/p\//, "")}`);
  const named = path.split("/").length > 3 ? decodeURIComponent(path) : undefined;
  const at = all.findIndex(({ name }) => name === named || path.endsWith(`/${String(name)}`));
  if (method === "DELETE") return void send(all.splice(at, 1));
  const body = (await json(request)) as Record<string, unknown>;
  const name =
    version === "v2" ? body["name"] : (named ?? `projects/p/${kind}/${String((next += 1))}`);
  const stored = { ...body, name, createTime: "now" };
  if (named === undefined) all.push(stored);
  else all[at] = stored;
  send(stored);
}

function run(alerts: AlertsDefinition, options: { readonly isDryRun?: boolean } = {}) {
  const api = new GoogleApi({ origin, token: () => Promise.resolve("token") });
  return install(
    { logging: api, monitoring: api },
    {
      project: "p",
      setup: monitoringSetup(resolveAlerts(alerts), ["oncall@example.com"]),
      channels: [],
      isDryRun: false,
      tell: (line) => told.push(line),
      ...options,
    },
  );
}

test("all is made once: what is as it should be is left, and each alert tells the channel", async () => {
  expect(await run({})).toBe(13);
  expect(kept["alertPolicies"]).toHaveLength(6);
  const channel = kept["notificationChannels"]?.[0]?.["name"];
  for (const policy of kept["alertPolicies"] ?? [])
    expect(policy["notificationChannels"]).toEqual([channel]);
  changes = [];
  expect(await run({})).toBe(0);
  expect(changes).toEqual([]);
});

test("it says what it would change, and a dry run changes nothing", async () => {
  await run({}, { isDryRun: true });
  expect(changes).toEqual([]);
  expect(told).toEqual(
    expect.arrayContaining([
      "+ metric database_service_calls",
      "+ channel Database Service: oncall@example.com",
      "+ alert Database Service: faults",
      "+ dashboard Database Service",
    ]),
  );
});

test("a bound that changes changes its alert, one that is off is deleted, others' stay", async () => {
  await run({});
  kept["alertPolicies"]?.push({ name: "projects/p/alertPolicies/theirs", displayName: "theirs" });
  told = [];
  expect(await run({ latency: { p95Ms: 50 }, faults: false })).toBe(2);
  expect(told).toEqual(["~ alert Database Service: latency", "- alert Database Service: faults"]);
  expect(kept["alertPolicies"]?.map(({ displayName }) => displayName)).toContain("theirs");
  expect(kept["alertPolicies"]).toHaveLength(6);
});

test("what an API refuses is told as it says it", async () => {
  const api = new GoogleApi({ origin, token: () => Promise.resolve("other") });
  await expect(api.list("/v2/projects/p/metrics", "metrics")).rejects.toThrow("401");
});
