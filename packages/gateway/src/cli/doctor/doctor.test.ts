import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { indexFile } from "../../indexes/index-file.ts";
import { indexesById } from "../../indexes/collection-indexes.ts";
import { parseIndex } from "../../indexes/index-definition.ts";
import type { DeclaredGateway, DeclaredProject } from "./declared-project.ts";
import { textOf } from "./doctor.ts";
import { examineEmulators, examineProject } from "./examine.ts";
import { openWeb, type Web } from "./web.ts";

/** Google's APIs, as far as they are asked, by host and path; each test changes what it is about. */
let answers: Map<string, { status?: number; body?: object }>;
/** What was asked, by whom. */
let asked: { url: string; authorization: string | undefined }[];
let server: Server;
let web: Web;

const PROJECT = "shop";
const FIRESTORE = "firestore.googleapis.com/v1/projects/shop/databases/(default)";
const SERVICE = "projects/shop/locations/us-central1/services/database";
const CALLS = "us-central1-shop.cloudfunctions.net/database";
const RULES = "rules_version = '2';";
const index = parseIndex(["genre", "rating desc"]);

const gateway: DeclaredGateway = {
  codebase: "default",
  names: ["database"],
  region: "us-central1",
  databaseIds: ["(default)"],
  appCheck: { parameter: "ENFORCE_APP_CHECK" },
  hasBudget: true,
};
const movies = { path: "movies", collectionId: "movies", groupIndexes: [], unindexed: [] };
const declared: DeclaredProject = {
  project: PROJECT,
  gateways: [gateway],
  databases: [
    {
      id: "(default)",
      indexes: indexFile(indexesById([{ ...movies, indexes: [index] }]), {
        byId: ["_requests"],
        audits: [],
      }),
      rules: RULES,
    },
  ],
};

beforeEach(async () => {
  asked = [];
  const fields = ["genre", "rating"].map((fieldPath) => {
    return { fieldPath, order: fieldPath === "genre" ? "ASCENDING" : "DESCENDING" };
  });
  const indexName = "projects/shop/databases/(default)/collectionGroups/movies/indexes/one";
  const listedIndex = { name: indexName, queryScope: "COLLECTION", state: "READY", fields };
  const ttl = "projects/shop/databases/(default)/collectionGroups/_requests/fields/expiresAt";
  const name = "projects/shop/locations/us-central1/functions/database";
  const environmentVariables = { ENFORCE_APP_CHECK: "true" };
  const serviceConfig = { service: SERVICE, environmentVariables };
  answers = new Map([
    [FIRESTORE, { body: { type: "FIRESTORE_NATIVE", locationId: "nam5" } }],
    [`${FIRESTORE}/collectionGroups/-/indexes`, { body: { indexes: [listedIndex] } }],
    [
      `${FIRESTORE}/collectionGroups/-/fields`,
      { body: { fields: [{ name: ttl, ttlConfig: { state: "ACTIVE" } }] } },
    ],
    [
      "firebaserules.googleapis.com/v1/projects/shop/releases/cloud.firestore",
      { body: { rulesetName: "projects/shop/rulesets/one" } },
    ],
    [
      "firebaserules.googleapis.com/v1/projects/shop/rulesets/one",
      { body: { source: { files: [{ content: `${RULES}\n` }] } } },
    ],
    [
      "cloudfunctions.googleapis.com/v2/projects/shop/locations/us-central1/functions",
      { body: { functions: [{ name, state: "ACTIVE", serviceConfig }] } },
    ],
    [
      `run.googleapis.com/v2/${SERVICE}:getIamPolicy`,
      { body: { bindings: [{ role: "roles/run.invoker", members: ["allUsers"] }] } },
    ],
    [`${CALLS}/getQuota`, { body: { result: {} } }],
    [`${CALLS}/getDocument`, { status: 403 }],
    [
      `${CALLS}/v1/projects/shop/databases/(default)/documents/database-service-doctor/none`,
      { status: 403 },
    ],
    [`${FIRESTORE}/documents/database-service-doctor/none`, { status: 403 }],
  ]);
  server = createServer((request, response) => {
    const [url = ""] = (request.url ?? "").slice(1).split("?");
    asked.push({ url, authorization: request.headers.authorization });
    const { status = 200, body = {} } = answers.get(decodeURI(url)) ?? { status: 404 };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${String(port)}`;
  web = openWeb("token", (url) => `${origin}/${url.replace(/^https?:\/\//, "")}`);
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

/** What is not good, each with its command. */
async function complaints(project: DeclaredProject = declared, now: () => number = Date.now) {
  const findings = await examineProject(project, web, now);
  return findings.flatMap((finding) => (finding.level === "good" ? [] : [finding]));
}

test("of a project that is as it is declared, nothing is complained of, and nothing is changed in it", async () => {
  const findings = await examineProject(declared, web, Date.now);
  expect(findings.filter(({ level }) => level !== "good")).toEqual([]);
  expect(findings.length).toBeGreaterThan(10);
  // The gateway, and Firestore past it, are asked as nobody.
  for (const { url, authorization } of asked) {
    const isCall = url.startsWith(CALLS) || url.includes("doctor") || url.endsWith(".com/");
    expect([url, authorization]).toEqual([url, isCall ? undefined : "Bearer token"]);
  }
});

const deploy = "npm run database-service -- deploy --project shop";
const INDEXES = `${FIRESTORE}/collectionGroups/-/indexes`;
const FUNCTIONS = "cloudfunctions.googleapis.com/v2/projects/shop/locations/us-central1/functions";

test.each([
  ["no database", FIRESTORE, { status: 404 }, "fault", "can't be looked at", "databases:get"],
  [
    "a database of Datastore's",
    FIRESTORE,
    { body: { type: "DATASTORE_MODE", locationId: "nam5" } },
    "fault",
    "of the type DATASTORE_MODE",
    "databases:create",
  ],
  [
    "a database far away",
    FIRESTORE,
    { body: { type: "FIRESTORE_NATIVE", locationId: "asia-east1" } },
    "advice",
    "is in asia-east1, and functions in us-central1",
    deploy,
  ],
  ["a missing index", INDEXES, {}, "fault", "lacks the index movies: genre ascending", deploy],
  [
    "no TTL policy",
    `${FIRESTORE}/collectionGroups/-/fields`,
    {},
    "fault",
    "no TTL policy at work for _requests.expiresAt (none)",
    deploy,
  ],
  [
    "other rules",
    "firebaserules.googleapis.com/v1/projects/shop/rulesets/one",
    { body: { source: { files: [{ content: "allow" }] } } },
    "fault",
    "are not those of the file",
    deploy,
  ],
  [
    "no rules",
    "firebaserules.googleapis.com/v1/projects/shop/releases/cloud.firestore",
    { status: 404 },
    "fault",
    "No rules are in force",
    deploy,
  ],
  [
    "a closed function",
    `run.googleapis.com/v2/${SERVICE}:getIamPolicy`,
    {},
    "fault",
    "Google lets nobody call database",
    "add-iam-policy-binding database --member=allUsers",
  ],
  [
    "a database open to everybody",
    `${FIRESTORE}/documents/database-service-doctor/none`,
    { status: 404 },
    "fault",
    "A direct read past the gateway was not refused",
    deploy,
  ],
  [
    "a gateway that does not answer",
    `${CALLS}/getQuota`,
    { status: 503 },
    "fault",
    "A call of getQuota was not answered: HTTP 503",
    "gcloud logging read",
  ],
  [
    "a role that is missing",
    INDEXES,
    { status: 403, body: { error: { message: "Missing permissions." } } },
    "fault",
    "can't be looked at: Missing permissions.",
    "gcloud firestore indexes",
  ],
] as const)("%s is told, with what mends it", async (_what, url, answer, level, what, command) => {
  answers.set(url, answer);
  const [complaint, ...others] = await complaints();
  expect(others).toEqual([]);
  expect(complaint).toMatchObject({ level, what: expect.stringContaining(what) });
  expect(complaint?.command).toContain(command);
});

const UPKEEP = {
  name: "projects/shop/locations/us-central1/functions/upkeep",
  state: "ACTIVE",
  serviceConfig: {
    service: "projects/shop/locations/us-central1/services/upkeep",
    secretEnvironmentVariables: [{ key: "ALERT_HOOK" }],
  },
};
const UPKEEP_POLICY = `run.googleapis.com/v2/${UPKEEP.serviceConfig.service}:getIamPolicy`;

/** The project with the scheduled function, and a webhook that it posts alerts to. */
function withUpkeep(upkeep: object = UPKEEP): DeclaredProject {
  const { body } = answers.get(FUNCTIONS) as { body: { functions: object[] } };
  answers.set(FUNCTIONS, { body: { functions: [...body.functions, upkeep] } });
  answers.set(UPKEEP_POLICY, { body: {} });
  const names = ["database", "upkeep"];
  return { ...declared, gateways: [{ ...gateway, names, webhookSecret: "ALERT_HOOK" }] };
}

test("the scheduled function is Cloud Scheduler's alone, and that nobody else may call it is right", async () => {
  const project = withUpkeep();
  expect(await complaints(project)).toEqual([]);
  const bindings = [{ role: "roles/run.invoker", members: ["allUsers"] }];
  answers.set(UPKEEP_POLICY, { body: { bindings } });
  expect(await complaints(project)).toMatchObject([
    {
      level: "fault",
      what: "Anybody may call upkeep, which is Cloud Scheduler's alone.",
      command: expect.stringContaining("remove-iam-policy-binding upkeep --member=allUsers"),
    },
  ]);
});

test("a webhook without its secret, or without the function that posts, is told", async () => {
  const { secretEnvironmentVariables: _, ...serviceConfig } = UPKEEP.serviceConfig;
  expect(await complaints(withUpkeep({ ...UPKEEP, serviceConfig }))).toMatchObject([
    { level: "fault", command: expect.stringContaining("functions:secrets:set ALERT_HOOK") },
  ]);
  const gateways = [{ ...gateway, webhookSecret: "ALERT_HOOK" }];
  expect(await complaints({ ...declared, gateways })).toMatchObject([
    { level: "fault", what: expect.stringContaining("upkeep, which is not deployed") },
  ]);
});

test("functions that are deployed each by themselves are called so, and streams are asked for", async () => {
  const names = ["shop-getQuota", "shop-getDocument", "shop-listen"];
  const at = (name: string) => `us-central1-shop.cloudfunctions.net/${name}`;
  answers.set(FUNCTIONS, { body: { functions: names.map((name) => ({ name, state: "ACTIVE" })) } });
  answers.set(at("shop-getQuota"), {});
  answers.set(at("shop-getDocument"), { status: 403 });
  answers.set(at("shop-listen"), { status: 400 });
  const gateways = [{ ...gateway, names, appCheck: true }];
  expect(await complaints({ ...declared, gateways })).toEqual([]);
  expect(asked.map(({ url }) => url)).toEqual(expect.arrayContaining(names.map(at)));
  answers.set(at("shop-listen"), { status: 503 });
  expect(await complaints({ ...declared, gateways })).toMatchObject([
    { what: "A stream of nothing was not refused: HTTP 503" },
  ]);
});

test("functions that are missing, failed or without App Check are told", async () => {
  answers.set(FUNCTIONS, {});
  expect(await complaints()).toMatchObject([
    { level: "fault", what: "Not deployed in us-central1: database." },
    { level: "advice", what: expect.stringContaining("ENFORCE_APP_CHECK=true") },
  ]);
  const name = "projects/shop/locations/us-central1/functions/database";
  answers.set(FUNCTIONS, { body: { functions: [{ name, state: "FAILED" }] } });
  expect(await complaints()).toMatchObject([
    { level: "fault", what: "The function database is FAILED." },
    { level: "advice" },
  ]);
});

test("an index that is being built is no fault, and one that failed is", async () => {
  const { body } = answers.get(INDEXES) as { body: { indexes: { state: string }[] } };
  const [listed] = body.indexes;
  for (const [state, level] of [
    ["CREATING", "advice"],
    ["NEEDS_REPAIR", "fault"],
  ]) {
    answers.set(INDEXES, { body: { indexes: [{ ...listed, state }] } });
    expect(await complaints()).toMatchObject([
      { level, what: expect.stringContaining(state ?? "") },
    ]);
  }
});

test("a wrong clock, quotas that can't work and a missing budget are told", async () => {
  const day = () => Date.now() + 86_400_000;
  expect(await complaints(declared, day)).toMatchObject([
    { level: "advice", command: "sudo timedatectl set-ntp true" },
  ]);
  const without = { ...declared, gateways: [{ ...gateway, hasBudget: false }] };
  expect(await complaints(without)).toMatchObject([{ level: "advice" }]);
  const broken = { ...declared, gateways: [{ ...gateway, quotaProblem: "calls: none" }] };
  expect(await complaints(broken)).toMatchObject([
    { level: "fault", what: expect.stringMatching(/^The quotas can't work.*calls: none$/) },
  ]);
});

test("at the emulators, quotas and real calls alone are looked at", async () => {
  answers.clear();
  const places = { functions: "functions:5001", firestore: "firestore:8080" };
  const root = "v1/projects/shop/databases/(default)/documents/database-service-doctor/none";
  answers.set("functions:5001/shop/us-central1/database/getQuota", {});
  answers.set("functions:5001/shop/us-central1/database/getDocument", { status: 403 });
  answers.set(`functions:5001/shop/us-central1/database/${root}`, { status: 403 });
  answers.set(`firestore:8080/${root}`, { status: 403 });
  const findings = await examineEmulators(declared, places, web);
  expect(findings.map(({ level }) => level)).toEqual(Array.from({ length: 5 }, () => "good"));
});

test("what is wrong is told first, each with its command below", () => {
  const text = textOf([
    { level: "good", what: "Fine." },
    { level: "fault", what: "Broken.", command: "mend it" },
  ]);
  expect(text).toBe("FAULT   Broken.\n          mend it\nok      Fine.");
});
