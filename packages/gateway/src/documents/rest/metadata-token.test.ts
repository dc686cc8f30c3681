import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { fetchMetadataToken, hasMetadataServer } from "./metadata-token.ts";

let answer: RequestListener;
const server = createServer((request, response) => answer(request, response));
let host: string;

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("the token is that of the service account, asked for as Google wants it asked", async () => {
  answer = ({ url, headers }, response) => {
    const asked = [url, headers["metadata-flavor"]].join(" ");
    response.end(JSON.stringify({ access_token: asked, expires_in: 3599, token_type: "Bearer" }));
  };
  expect(await fetchMetadataToken(host)).toEqual({
    access_token: "/computeMetadata/v1/instance/service-accounts/default/token Google",
    expires_in: 3599,
  });
});

test.each<[string, RequestListener]>([
  ["an error", (_request, response) => void response.writeHead(500).end("{}")],
  ["no JSON", (_request, response) => void response.end("<html>")],
  ["no token", (_request, response) => void response.end('{"expires_in":3599}')],
  ["by hanging up", (request) => void request.socket.destroy()],
])("a metadata server that answers %s has no token", async (_how, listener) => {
  answer = listener;
  await expect(fetchMetadataToken(host)).rejects.toHaveProperty("message");
});

test.each<[NodeJS.ProcessEnv, boolean]>([
  [{}, false],
  [{ K_SERVICE: "database" }, true],
  [{ K_SERVICE: "database", GOOGLE_APPLICATION_CREDENTIALS: "/key.json" }, false],
  [{ K_SERVICE: "database", FUNCTIONS_EMULATOR: "true" }, false],
])("in the environment %j the metadata server is asked: %s", (environment, asked) => {
  expect(hasMetadataServer(environment)).toBe(asked);
});
