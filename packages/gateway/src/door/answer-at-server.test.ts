import { getTestServer } from "@google-cloud/functions-framework/testing";
import { http } from "@google-cloud/functions-framework";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { answerAtServer } from "./answer-at-server.ts";

http("framework", (_request, response) => response.end("framework"));

const servers: Server[] = [];

async function listening(
  server: Server,
): Promise<{ readonly origin: string; readonly port: number }> {
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${String(port)}`, port };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function tell(url: string, method: string): Promise<string> {
  const response = await fetch(url, { method });
  return `${String(response.status)} ${await response.text()}`;
}

const FIRESTORE = "/v1/projects/p/databases/(default)/documents/notes/1";

test.each([
  ["POST", "/", "200 gateway"],
  ["POST", "/api/database/getDocument?x=1", "200 gateway"],
  ["OPTIONS", "/getDocument", "200 gateway"],
  ["GET", FIRESTORE, "200 gateway"],
  ["PATCH", FIRESTORE, "200 gateway"],
  ["DELETE", FIRESTORE, "200 gateway"],
  ["GET", "/", "200 framework"],
  ["PUT", "/getDocument", "200 framework"],
  ["GET", "/favicon.ico", "404 "],
  ["GET", "/robots.txt", "404 "],
])("%s %s is answered by whom it is for: %s", async (method, path, told) => {
  const { origin, port } = await listening(getTestServer("framework"));
  answerAtServer(async (_request, response) => void response.end("gateway"), {
    port,
    mayAnswer: () => true,
  });
  expect(await tell(origin + path, method)).toBe(told);
});

test.each<[string, () => Server, (port: number) => number, boolean]>([
  ["listens elsewhere", () => getTestServer("framework"), (port) => port + 1, true],
  ["has the functions of others", () => getTestServer("framework"), (port) => port, false],
  ["has another listener", twoListeners, (port) => port, true],
])("a server that %s is left as it is", async (_what, open, portOf, mayAnswer) => {
  const { origin, port } = await listening(open());
  answerAtServer(async (_request, response) => void response.end("gateway"), {
    port: portOf(port),
    mayAnswer: () => mayAnswer,
  });
  expect(await tell(origin, "POST")).toBe("200 framework");
});

function twoListeners(): Server {
  const server = createServer((_request, response) => void response.end("framework"));
  return server.on("request", () => {});
}

test("a body that comes with its headers is there when the gateway is asked", async () => {
  const { origin, port } = await listening(getTestServer("framework"));
  answerAtServer(async (request, response) => void response.end(String(request.readableLength)), {
    port,
    mayAnswer: () => true,
  });
  const outgoing = connect(port, "127.0.0.1");
  outgoing.write(`POST / HTTP/1.1\r\nhost: ${origin}\r\ncontent-length: 7\r\n\r\n{"a":1}`);
  const [answer] = (await once(outgoing, "data")) as [Buffer];
  outgoing.destroy();
  expect(answer.toString()).toMatch(/\r\n7$/);
});

test("a fault of the gateway's own is answered, and the next request too", async () => {
  const { origin, port } = await listening(getTestServer("framework"));
  const logged: string[] = [];
  jest.spyOn(process.stdout, "write").mockImplementation((text) => logged.push(String(text)) > 0);
  let calls = 0;
  answerAtServer(
    async (_request, response) => {
      calls += 1;
      if (calls === 1) throw new Error("It is broken.");
      response.end("gateway");
    },
    { port, mayAnswer: () => true },
  );
  expect(await tell(origin, "POST")).toBe("500 ");
  expect(await tell(origin, "POST")).toBe("200 gateway");
  expect(logged.join("")).toContain('"severity":"ERROR","message":"A request was not answered."');
});
