import { alertBody } from "./alert-body.ts";
import { AlertReceiverServer } from "./alert-receiver.fixture.ts";
import { postAlert } from "./post-alert.ts";

const change = { key: "faults INTERNAL", text: "2 calls.", resolved: false };
const SECRET = "sesame";

let server: AlertReceiverServer;

beforeEach(async () => (server = await AlertReceiverServer.start()));
afterEach(() => server.stop());

function post(address: string, options: Partial<Parameters<typeof postAlert>[0]> = {}) {
  const environment = { HOOK: address, FIRESTORE_EMULATOR_HOST: "localhost:8080" };
  const webhook = { secret: "HOOK", form: "json" } as const;
  return postAlert({ webhook, source: "shop", environment, ...options }, change);
}

/** What a post fails with. @throws Error where it doesn't */
async function failure(posting: Promise<void>): Promise<string> {
  const thrown: unknown = await posting.catch((error: unknown) => error);
  if (!(thrown instanceof Error)) throw new Error("It was posted.");
  return `${String(thrown.stack)} ${String(thrown.cause)}`;
}

test("a change is posted as JSON", async () => {
  await post(`${server.url}/${SECRET}`);
  expect(server.posts).toEqual([
    { source: "shop", alert: change.key, resolved: false, text: change.text },
  ]);
});

test.each([404, 500, 301, 307])(
  "an answer of %d is a failure, and not followed",
  async (status) => {
    server.status = status;
    expect(await failure(post(`${server.url}/${SECRET}`))).toContain(`answered ${String(status)}`);
    expect(server.posts).toHaveLength(1);
  },
);

test("who does not answer is not waited for, and who can't be reached is told", async () => {
  server.isHanging = true;
  expect(await failure(post(server.url, { timeoutMs: 20 }))).toContain("TimeoutError");
  await server.stop();
  expect(await failure(post(`${server.url}/${SECRET}`))).toContain("ECONNREFUSED");
});

test.each([
  ["plain HTTP to elsewhere", `http://hooks.example/${SECRET}`],
  ["a name that looks local", `http://localhost.example/${SECRET}`],
  ["a user's name", `https://${SECRET}@hooks.example/`],
  ["another scheme", `ftp://hooks.example/${SECRET}`],
  ["no address", SECRET],
  ["nothing", ""],
])("%s is refused", async (_what, address) => {
  const told = await failure(post(address));
  expect(told).toContain("The secret HOOK is no https address");
  expect(told).not.toContain(SECRET);
});

test("plain HTTP to this machine is for the emulators alone", async () => {
  const environment = { HOOK: server.url };
  expect(await failure(post("", { environment }))).toContain("is no https address");
  expect(server.posts).toEqual([]);
});

test("nothing that fails tells the address", async () => {
  server.status = 500;
  const told = [
    await failure(post(`${server.url}/${SECRET}?key=${SECRET}`)),
    await failure(post(`https://${SECRET}.invalid/${SECRET}`)),
  ];
  expect(told.join()).not.toContain(SECRET);
});

test("PagerDuty has its key from the address, and an event that ends is the one that began", async () => {
  const webhook = { secret: "HOOK", form: "pagerduty" } as const;
  await post(`${server.url}/v2/enqueue?routing_key=${SECRET}`, { webhook });
  expect(server.urls).toEqual(["/v2/enqueue"]);
  expect(server.posts).toEqual([
    {
      routing_key: SECRET,
      dedup_key: "shop faults INTERNAL",
      event_action: "trigger",
      payload: { summary: "shop: faults INTERNAL: 2 calls.", source: "shop", severity: "error" },
    },
  ]);
  const form = { form: "pagerduty", source: "shop", routingKey: SECRET } as const;
  expect(alertBody({ ...change, resolved: true }, form)).toEqual({
    routing_key: SECRET,
    dedup_key: "shop faults INTERNAL",
    event_action: "resolve",
  });
  expect(await failure(post(server.url, { webhook }))).toContain("has no routing_key");
});

test("a name in a message to Slack addresses nobody", () => {
  const named = { ...change, key: "serviceRefusals <!channel>&" };
  expect(alertBody(named, { form: "slack", source: "shop", routingKey: "" })).toEqual({
    text: "shop: serviceRefusals &lt;!channel&gt;&amp;: 2 calls.",
  });
});
