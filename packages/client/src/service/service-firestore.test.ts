import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serviceFirestore } from "./service-firestore.ts";

/** Stands for the emulators of Auth and of Functions. */
let server: Server;
let asked: { readonly url: string; readonly body: string; readonly appCheck: unknown }[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const url = request.url ?? "";
      if (url.includes("signInWithCustomToken")) {
        return response.end(JSON.stringify({ idToken: "id", expiresIn: "3600" }));
      }
      asked.push({ url, body, appCheck: request.headers["x-firebase-appcheck"] });
      response.setHeader("content-type", "application/json");
      return response.end(JSON.stringify({ writeResults: [{}], commitTime: new Date(0) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  process.env["FIREBASE_AUTH_EMULATOR_HOST"] = host;
  process.env["FUNCTIONS_EMULATOR_ORIGIN"] = `http://${host}`;
});

afterEach(async () => {
  delete process.env["FIREBASE_AUTH_EMULATOR_HOST"];
  delete process.env["FUNCTIONS_EMULATOR_ORIGIN"];
  await new Promise((resolve) => server.close(resolve));
});

const OPTIONS = { service: "api", projectId: "p", customToken: () => Promise.resolve("custom") };

test("the function is the one that is named, and undefined fields are left out where that is asked for", async () => {
  const db = serviceFirestore({
    ...OPTIONS,
    functionName: "crm-database",
    ignoreUndefinedProperties: true,
  });
  await db.doc("a/b").set({ kept: 1, left: undefined });
  await db.terminate();
  const [commit] = asked;
  expect(commit?.url).toContain(
    "/p/us-central1/crm-database/v1/projects/p/databases/%28default%29/documents:commit",
  );
  expect(commit?.body).toContain('"kept"');
  expect(commit?.body).not.toContain('"left"');
  const strict = serviceFirestore(OPTIONS);
  expect(() => strict.doc("a/b").set({ left: undefined })).toThrow(/undefined/);
  await strict.terminate();
});

test("each request has an App Check token of its time, where the service gets one", async () => {
  let tokens = 0;
  const appCheckToken = () => Promise.resolve(`app-${String((tokens += 1))}`);
  const db = serviceFirestore({ ...OPTIONS, appCheckToken });
  await db.doc("a/b").set({});
  await db.doc("a/b").set({});
  await db.terminate();
  const without = serviceFirestore(OPTIONS);
  await without.doc("a/b").set({});
  await without.terminate();
  expect(asked.map(({ appCheck }) => appCheck)).toEqual(["app-1", "app-2", undefined]);
});

test("a database is named in the path of its requests", async () => {
  const db = serviceFirestore({ ...OPTIONS, databaseId: "archive" });
  await db.doc("a/b").set({});
  await db.terminate();
  expect(asked[0]?.url).toContain("/projects/p/databases/archive/documents:commit");
  expect(asked[0]?.body).toContain("projects/p/databases/archive/documents/a/b");
});

test("an API key that the environment lacks is missing, and not empty", () => {
  delete process.env["FIREBASE_AUTH_EMULATOR_HOST"];
  expect(() => serviceFirestore({ ...OPTIONS, apiKey: "" })).toThrow(/apiKey is missing/);
});
