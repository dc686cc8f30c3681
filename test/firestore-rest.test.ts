import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { emulators } from "./support/emulators.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { until } from "./support/until.ts";
import { idTokenClaims, sign, type TokenClaims } from "../tools/production/token-issuer.ts";

let production: Production;
let gateway: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  gateway = await production.instance("database");
});
afterAll(() => production.stop());

const DATABASE = `projects/${emulators.project}/databases/(default)`;
const ROOT = `${DATABASE}/documents/`;
const NAME = `${ROOT}values/rest`;

const tokenOf = (claims: TokenClaims) => sign(idTokenClaims(emulators.project, claims));
const ada = tokenOf({ sub: "ada" });

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

function send(
  { method = "POST", path = "documents:batchGet", headers = {}, body = GET }: Sent,
  { url } = gateway,
) {
  return fetch(`${url}v1/${DATABASE}/${path}`, {
    method,
    headers: { "content-type": "text/plain", ...headers },
    ...(["GET", "DELETE", "OPTIONS"].includes(method) ? {} : { body }),
  });
}

const GET = JSON.stringify({ documents: [NAME] });

interface Told {
  readonly error?: {
    readonly code: number;
    readonly status: string;
    readonly message: string;
    readonly details: readonly { readonly reason?: string }[];
  };
}

/** The error of an answer, which stands in an array where the method's answers are one. */
async function errorOf(response: Response): Promise<NonNullable<Told["error"]> | undefined> {
  const body = (await response.json()) as Told | readonly Told[];
  return Array.isArray(body) ? (body as readonly Told[])[0]?.error : (body as Told).error;
}

describe("a request", () => {
  test.each(["text/plain", "text/plain;charset=UTF-8", "application/json"])(
    "may be sent as %s, with an API key, which counts for nothing",
    async (type) => {
      const sent = { path: "documents:batchGet?key=anything", headers: { "content-type": type } };
      const response = await send(sent);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject([{ missing: NAME }]);
    },
  );

  test("of Google's server SDK has integers for enums, and parentheses encoded", async () => {
    const path = `v1/projects/${emulators.project}/databases/%28default%29/documents:runQuery`;
    const structuredQuery = {
      from: [{ collectionId: "values" }],
      where: {
        fieldFilter: {
          field: { fieldPath: "none" },
          op: 5,
          value: { nullValue: 0, valueType: undefined },
        },
      },
    };
    const response = await fetch(`${gateway.url}${path}?$alt=json%3Benum-encoding=int`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ parent: ROOT.slice(0, -1), structuredQuery }),
    });
    expect(await response.json()).toMatchObject([{ readTime: expect.any(String) as string }]);
    expect(response.status).toBe(200);
  });

  test("from a browser is let in by a preflight that names the SDK's headers", async () => {
    const asked =
      "authorization,content-type,google-cloud-resource-prefix,x-firebase-appcheck,x-firebase-gmpid,x-goog-api-client,x-goog-request-params";
    const response = await send({
      method: "OPTIONS",
      headers: { origin: "https://app.example", "access-control-request-headers": asked },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-headers")).toBe(asked);
    expect(response.headers.get("access-control-allow-methods")).toContain("PATCH");
    expect(Number(response.headers.get("access-control-max-age"))).toBeGreaterThan(60);
  });
});

describe("nobody comes in by", () => {
  const now = Math.floor(Date.now() / 1_000);
  const serviceAccount = {
    iss: "robot@project.iam.gserviceaccount.com",
    sub: "robot@project.iam.gserviceaccount.com",
    aud: "https://firestore.googleapis.com/",
    iat: now,
    exp: now + 3_600,
  };

  test.each([
    ["a JWT that a service account has signed for Firestore", `Bearer ${sign(serviceAccount)}`],
    ["an access token of Google's", "Bearer ya29.a0AfH6SMBx"],
    ["the emulator's own password", "Bearer owner"],
    ["a token of another project", `Bearer ${sign(idTokenClaims("other", { sub: "ada" }))}`],
    ["another scheme", "Basic YWRhOmFkYQ=="],
  ])("%s", async (_, authorization) => {
    const response = await send({ headers: { authorization } });
    expect(response.status).toBe(401);
    expect(await errorOf(response)).toMatchObject({ code: 401, status: "UNAUTHENTICATED" });
  });
});

describe("nothing is written by", () => {
  const authorization = { authorization: `Bearer ${ada}` };
  const write = { update: { name: NAME, fields: {} } };
  const deep = (levels: number) =>
    '{"mapValue":{"fields":{"a":'.repeat(levels) + "1" + "}}}".repeat(levels);

  /** What Firestore is asked to write, besides the gateway's own documents. */
  const written: string[] = [];
  beforeAll(() =>
    production.firestore.watch((method, body) => {
      const isWrite = method === "commit" || method === "batchWrite";
      if (isWrite && !body.includes("/documents/_")) written.push(body);
    }),
  );

  test.each<[string, Sent, number]>([
    ["a body that is no JSON", { body: "{" }, 400],
    ["no UTF-8", { body: new Uint8Array([0x22, 0xff, 0x22]) }, 400],
    ["a compressed body", { body: gzipSync("{}"), headers: { "content-encoding": "gzip" } }, 400],
    ["a form", { headers: { "content-type": "application/x-www-form-urlencoded" } }, 400],
    ["another charset", { headers: { "content-type": "text/plain;charset=utf-16" } }, 400],
    ["more than 10 MiB", { body: `"${"x".repeat(10 * 1024 * 1024)}"` }, 400],
    ["a million values", { body: `{"writes":[${"0,".repeat(1_000_001)}0]}` }, 400],
    ["what nests too deep", { body: `{"writes":${deep(5_000)}}` }, 400],
    [
      "a document 21 maps deep",
      { body: commitOf({ a: JSON.parse(deep(21).replace("1", '{"nullValue":null}')) }) },
      400,
    ],
    [
      "a field that Firestore keeps for itself",
      {
        body: `{"writes":[{"update":{"name":"${NAME}","fields":{"__proto__":{"nullValue":null}}}}]}`,
      },
      400,
    ],
    [
      "a lone surrogate",
      {
        body: `{"writes":[{"update":{"name":"${NAME}","fields":{"a":{"stringValue":"\\ud800"}}}}]}`,
      },
      400,
    ],
    [
      "a map with a type of Firestore's",
      { body: commitOf({ a: { mapValue: { fields: { __type__: { stringValue: "__new__" } } } } }) },
      400,
    ],
    ["an unknown member", { body: JSON.stringify({ writes: [write], force: true }) }, 400],
    ["an unknown parameter", { path: "documents:commit?force=true" }, 400],
    [
      "a transaction that is none of the caller's",
      { body: JSON.stringify({ writes: [write], transaction: "AA==" }) },
      400,
    ],
    ["another project", { body: commitOf({}).replaceAll(emulators.project, "other") }, 400],
    [
      "the gateway's own collections",
      { body: commitOf({}).replaceAll("values/rest", "_quotas/rest") },
      403,
    ],
  ])("%s", async (_, sent, status) => {
    const { headers = {} } = sent;
    const response = await send({
      path: "documents:commit",
      body: JSON.stringify({ writes: [write] }),
      ...sent,
      headers: { ...authorization, ...headers },
    });
    expect(response.status).toBe(status);
    const error = await errorOf(response);
    expect(error?.code).toBe(status);
    expect(error?.details[0]?.reason).not.toBe("FIRESTORE_REFUSED");
    expect(written).toEqual([]);
  });

  function commitOf(fields: object): string {
    return JSON.stringify({ writes: [{ update: { name: NAME, fields } }] });
  }
});

test("one document is made, changed, listed and deleted by plain HTTP", async () => {
  const headers = { authorization: `Bearer ${ada}` };
  const id = randomUUID();
  const fields = (text: string) => JSON.stringify({ fields: { text: { stringValue: text } } });
  const made = await send({
    path: `documents/values?documentId=${id}`,
    headers,
    body: fields("a"),
  });
  expect(await made.json()).toMatchObject({ name: `${ROOT}values/${id}` });
  const path = `documents/values/${id}`;
  const patched = await send({ method: "PATCH", path, headers, body: fields("b") });
  expect(patched.status).toBe(200);
  const got = await send({ method: "GET", path, headers });
  expect(await got.json()).toMatchObject({ fields: { text: { stringValue: "b" } } });
  expect((await send({ method: "DELETE", path, headers })).status).toBe(200);
  expect((await send({ method: "GET", path, headers })).status).toBe(404);
});

describe("an answer of many pages", () => {
  const kind = randomUUID();
  const body = JSON.stringify({
    structuredQuery: {
      from: [{ collectionId: "shapes" }],
      where: {
        fieldFilter: {
          field: { fieldPath: "kind" },
          op: "EQUAL",
          value: { stringValue: kind },
        },
      },
    },
  });
  const DOCUMENTS = 150;
  const query = (instance = gateway) => send({ path: "documents:runQuery", body }, instance);

  beforeAll(async () => {
    const text = { stringValue: "x".repeat(4_000) };
    await Promise.all(
      Array.from({ length: DOCUMENTS }, (_, n) =>
        rawFirestore.set(`shapes/${kind}-${String(n)}`, { kind: { stringValue: kind }, text }),
      ),
    );
  });

  test("is one array, as of one time", async () => {
    const elements = (await (await query()).json()) as { readTime: string; document?: object }[];
    expect(elements.filter(({ document }) => document)).toHaveLength(DOCUMENTS);
    expect(new Set(elements.map(({ readTime }) => readTime)).size).toBe(1);
  });

  test("breaks off at a fault after its first byte, and never ends as if it were whole", async () => {
    const { firestore } = production;
    const before = firestore.count("runQuery");
    // The second page's first read passes to the first page's, which is held by its text.
    firestore.fail("runQuery", { kind: "answer", status: 400, body: "{}", holding: "readTime" }, 9);
    const response = await query();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(firestore.count("runQuery")).toBeGreaterThan(before + 1);
    firestore.heal();
  });

  test("ends whole, once it has begun, when its instance is told to end", async () => {
    const { firestore } = production;
    const ending = await production.instance("database");
    const exited = once(ending.child, "exit");
    const before = firestore.count("runQuery");
    firestore.fail("runQuery", { kind: "delay", ms: 1_500, holding: "readTime" }, 9);
    const response = await query(ending);
    await until(() => firestore.count("runQuery") > before + 1);
    ending.child.kill("SIGTERM");
    const elements = (await response.json()) as { document?: object }[];
    expect(elements.filter(({ document }) => document)).toHaveLength(DOCUMENTS);
    expect(await exited).toEqual([0, null]);
    firestore.heal();
  });
});

test("Firebase's full SDK without the transport is told what it lacks", async () => {
  const url = `${gateway.url}google.firestore.v1.Firestore/Listen/channel?VER=8`;
  const error = await errorOf(await fetch(url, { method: "POST", body: "" }));
  expect(error?.status).toBe("UNIMPLEMENTED");
  expect(error?.message).toContain("@firebase/webchannel-wrapper");
});
