import { randomUUID } from "node:crypto";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";
import { initializeApp, deleteApp, type FirebaseApp } from "firebase/app";
import { emulators } from "./support/emulators.ts";
import { Caller, Production } from "./support/production.ts";
import type { FunctionProcess } from "../tools/production/function-process.ts";

describe("in the emulator, with Firebase's own client", () => {
  let app: FirebaseApp;
  beforeAll(() => (app = initializeApp({ projectId: emulators.project }, randomUUID())));
  afterAll(() => deleteApp(app));

  test("each callable answers at database/<its name>, an error as itself", async () => {
    const functions = getFunctions(app);
    const [host = "", port = ""] = new URL(emulators.functions).host.split(":");
    connectFunctionsEmulator(functions, host, Number(port));
    const { data } = await httpsCallable(functions, "database/getQuota")();
    expect(data).toMatchObject({ tier: "anonymous" });
    const getDocument = httpsCallable(functions, "database/getDocument");
    await expect(getDocument({ path: `movies/${randomUUID()}` })).rejects.toMatchObject({
      code: "functions/not-found",
      details: { reason: "DOCUMENT_NOT_FOUND" },
    });
  });
});

describe("as it runs in production", () => {
  let production: Production;
  let instance: FunctionProcess;
  beforeAll(async () => {
    production = await Production.start("test/fixtures/cached-collections");
    instance = await production.instance("database");
  });
  afterAll(() => production.stop());

  test.each(["", "nothing", "getDocuments/", "toString"])(
    "what is no callable (%j) is told the names of those that are",
    async (name) => {
      const { error } = await new Caller(instance).call(name, {});
      expect(error).toMatchObject({
        status: "INVALID_ARGUMENT",
        details: { reason: "INVALID_REQUEST" },
      });
      expect(error?.message).toContain("getDocument, getDocuments");
    },
  );

  test("a path before the name, as a rewrite of Hosting leaves it, changes nothing", async () => {
    const { result } = await new Caller(instance).call("api/database/getQuota?x=1", {});
    expect(result).toMatchObject({ tier: "anonymous" });
  });

  test("calls are answered before functions-framework runs them in a domain; what is none is left to it", async () => {
    const served = await production.instance("database", {}, ["test/support/report-domains.ts"]);
    const { result } = await new Caller(served).call("getQuota", {});
    expect(result).toMatchObject({ tier: "anonymous" });
    const preflight = await fetch(served.url, { method: "OPTIONS" });
    expect(preflight.status).toBe(204);
    expect(served.output()).not.toContain("a domain");
    expect((await fetch(`${served.url}favicon.ico`)).status).toBe(404);
    expect((await fetch(served.url)).status).toBe(400);
    expect(served.output()).toContain("a domain");
    await served.stop();
  });

  test("routes that functions-framework is told to refuse are refused", async () => {
    const served = await production.instance("database", { IGNORED_ROUTES: "/getQuota" });
    expect((await fetch(`${served.url}getQuota`, { method: "POST" })).status).toBe(404);
    await served.stop();
  });
});
