import { Firestore } from "@google-cloud/firestore";
import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import * as lite from "firebase/firestore/lite";
import * as full from "../packages/client/src/shadow/firestore/index.ts";
import { shadowLite } from "../packages/client/src/shadow/lite/index.ts";
import {
  shadowService,
  type Shadow,
  type ShadowReport,
} from "../packages/client/src/shadow/node/index.ts";
import { SHADOW_REPORT } from "../packages/gateway/src/api/shadow-report.ts";
import { idTokenClaims, sign } from "../tools/production/token-issuer.ts";
import { UNKNOWN_MOVIE } from "../tools/start/example-data.ts";
import { emulators } from "./support/emulators.ts";
import { appAs } from "./support/gateway.ts";
import { Production } from "./support/production.ts";

lite.setLogLevel("silent");
full.setLogLevel("silent");

const run = randomUUID().slice(0, 8);

/** Stands between the shadow and the gateway, and changes what is answered. */
let proxy: Server;
let inject: "nothing" | "hidden" | "denied" | "missing" | "hanging" | "broken" = "nothing";
const hanging: (() => void)[] = [];

let production: Production;
/** Where the gateway answers, as in production: the Functions emulator starts a process for each read. */
let gateway: string;
let admin: Firestore;
let reports: ShadowReport[];
let shadow: Shadow;

const movie = (title: string) => ({ ...UNKNOWN_MOVIE, Title: title });

beforeAll(async () => {
  // Only Google's machines have a metadata server, which it would look for.
  process.env["METADATA_SERVER_DETECTION"] = "none";
  admin = new Firestore({ projectId: emulators.project });
  production = await Production.start();
  gateway = (await production.instance("database")).url.replace(/\/$/, "");
  proxy = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void answer(Buffer.concat(chunks)));
    async function answer(body: Buffer): Promise<void> {
      if (inject === "hanging") return void hanging.push(() => response.destroy());
      if (inject === "broken") return void response.end("<html>");
      const claims = { sub: "service:catalog", service: "catalog" };
      const answered = await fetch(`${gateway}${request.url ?? ""}`, {
        method: "POST",
        headers: {
          "content-type": "text/plain",
          authorization: `Bearer ${sign(idTokenClaims(emulators.project, claims))}`,
        },
        body: new Uint8Array(body),
      });
      const { status, text } = injected(answered.status, await answered.text());
      response.writeHead(status, { "content-type": "application/json" }).end(text);
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  await admin.doc(`movies/s-${run}`).set(movie(`S ${run}`));
  await admin.doc(`movies/t-${run}`).set(movie(`S ${run}`));
});

afterAll(async () => {
  hanging.forEach((end) => end());
  proxy.closeAllConnections();
  proxy.close();
  await admin.terminate();
  await production.stop();
});

beforeEach(() => {
  inject = "nothing";
  reports = [];
});
afterEach(() => shadow.stop());

function injected(status: number, text: string): { status: number; text: string } {
  if (inject === "denied") {
    const error = { code: 403, status: "PERMISSION_DENIED", message: "No." };
    return { status: 403, text: JSON.stringify([{ error }]) };
  }
  if (inject === "hidden") return { status, text: text.replaceAll('"Title"', '"_Title"') };
  if (inject !== "missing") return { status, text };
  const elements = JSON.parse(text) as { found?: { name: string }; readTime: string }[];
  const missing = elements.map(({ found, readTime }) => ({ missing: found?.name, readTime }));
  return { status, text: JSON.stringify(missing) };
}

function options() {
  const { port } = proxy.address() as AddressInfo;
  return {
    service: "web",
    timeoutMs: 30_000,
    staleMs: 0,
    report: (line: ShadowReport) => reports.push(SHADOW_REPORT.parse(line)),
    host: `127.0.0.1:${String(port)}`,
    ssl: false,
    url: `http://127.0.0.1:${String(port)}`,
  };
}

/** What all three wrappers are asked. */
interface Reads {
  get(id: string): Promise<unknown>;
  list(title: string): Promise<readonly unknown[]>;
  count(title: string): Promise<number>;
  start(more?: object): Shadow;
  /** Reads beside writers, and how long these wait: each write has the emulator answer all listeners anew. */
  readonly load: { readonly rounds: number; readonly pauseMs: number };
}

async function liteReads(): Promise<Reads> {
  const db = lite.initializeFirestore((await appAs({ service: "catalog", admin: true })).app, {});
  const [host = "", port] = emulators.firestore.split(":");
  lite.connectFirestoreEmulator(db, host, Number(port), { mockUserToken: "owner" });
  const named = (title: string) =>
    lite.query(lite.collection(db, "movies"), lite.where("Title", "==", title));
  return {
    get: async (id) => (await lite.getDoc(lite.doc(db, "movies", id))).data(),
    list: async (title) => (await lite.getDocs(named(title))).docs.map((one) => one.data()),
    count: async (title) => (await lite.getCount(named(title))).data().count,
    start: (more = {}) => shadowLite({ ...options(), ...more }),
    load: { rounds: 15, pauseMs: 0 },
  };
}

async function fullReads(): Promise<Reads> {
  const { app: own } = await appAs("anonymous");
  const db = full.initializeFirestore(own, {});
  const [host = "", port] = emulators.firestore.split(":");
  full.connectFirestoreEmulator(db, host, Number(port), { mockUserToken: "owner" });
  const named = (title: string) =>
    full.query(
      full.collection(db, "movies"),
      full.where("Title", "==", title),
      full.limitToLast(9),
      full.orderBy("__name__"),
    );
  return {
    get: async (id) => (await full.getDoc(full.doc(db, "movies", id))).data(),
    list: async (title) => (await full.getDocs(named(title))).docs.map((one) => one.data()),
    count: async (title) => {
      const all = full.query(full.collection(db, "movies"), full.where("Title", "==", title));
      return (await full.getCountFromServer(all)).data().count;
    },
    start: (more = {}) => full.shadowFirestore(db, { ...options(), ...more }),
    load: { rounds: 5, pauseMs: 250 },
  };
}

function nodeReads(): Promise<Reads> {
  const named = (title: string) => admin.collection("movies").where("Title", "==", title);
  return Promise.resolve({
    get: async (id) => (await admin.doc(`movies/${id}`).get()).data(),
    list: async (title) => (await named(title).get()).docs.map((one) => one.data()),
    count: async (title) => (await named(title).count().get()).data().count,
    load: { rounds: 15, pauseMs: 0 },
    start: (more = {}) =>
      shadowService(admin, {
        ...options(),
        service: "catalog",
        projectId: emulators.project,
        ...more,
      }),
  });
}

const differences = () =>
  reports.flatMap((line) => (line.shadow === "difference" ? line.differences : []));
const sums = (kind: "equal" | "different" | "unsettled" | "skipped") =>
  reports.reduce((sum, line) => sum + (line.shadow === "compared" ? line[kind] : 0), 0);

describe.each([
  ["firebase/firestore/lite", liteReads],
  ["firebase/firestore", fullReads],
  ["@google-cloud/firestore", nodeReads],
])("%s", (_, make) => {
  let reads: Reads;
  beforeAll(async () => {
    reads = await make();
  });

  async function readAll(): Promise<void> {
    expect(await reads.get(`s-${run}`)).toMatchObject({ Title: `S ${run}` });
    expect(await reads.get(`none-${run}`)).toBeUndefined();
    expect(await reads.list(`S ${run}`)).toHaveLength(2);
    expect(await reads.count(`S ${run}`)).toBe(2);
  }

  test("equal answers are counted, by collection, and no more is said", async () => {
    shadow = reads.start();
    await readAll();
    await shadow.idle();
    expect(differences()).toEqual([]);
    expect(reports).toMatchObject([{ shadow: "compared", collection: "movies", equal: 4 }]);
  });

  test("a field that is hidden is named, without its value", async () => {
    shadow = reads.start();
    inject = "hidden";
    expect(await reads.get(`s-${run}`)).toMatchObject({ Title: `S ${run}` });
    expect(await reads.list(`S ${run}`)).toHaveLength(2);
    await shadow.idle();
    const path = `movies/s-${run}`;
    expect(differences()).toContainEqual({ kind: "field-missing", path, field: "Title" });
    expect(differences()).toHaveLength(6);
    expect(JSON.stringify(reports)).not.toContain(`S ${run}`);
  });

  test("with values, the report has them, and the query whole", async () => {
    shadow = reads.start({ values: true });
    inject = "hidden";
    await reads.list(`S ${run}`);
    await shadow.idle();
    expect(differences()).toContainEqual(
      expect.objectContaining({ kind: "field-missing", direct: `string S ${run}` }),
    );
    expect(reports[0]).toMatchObject({ read: { method: "runQuery", isRedacted: false } });
    expect(JSON.stringify(reports[0])).toContain(`"stringValue":"S ${run}"`);
  });

  test("a refusal and a document that is missing are told, and the app has its answer", async () => {
    shadow = reads.start();
    inject = "denied";
    await readAll();
    await shadow.idle();
    expect(differences()).toEqual(
      Array.from({ length: 4 }, () => ({ kind: "error", gateway: "PERMISSION_DENIED" })),
    );
    reports = [];
    inject = "missing";
    await reads.get(`s-${run}`);
    await shadow.idle();
    expect(differences()).toEqual([{ kind: "document-missing", path: `movies/s-${run}` }]);
  });

  test("the app does not wait for a gateway that hangs, and never hears of one that is broken", async () => {
    shadow = reads.start({ timeoutMs: 3_600_000 });
    inject = "hanging";
    await readAll();
    expect(reports).toEqual([]);
    inject = "nothing";
    for (const end of hanging.splice(0)) end();
    await shadow.idle();
    shadow.stop();
    reports = [];
    shadow = reads.start({ timeoutMs: 1_500 });
    inject = "hanging";
    await readAll();
    await shadow.idle();
    expect(differences()).toEqual(
      Array.from({ length: 4 }, () => ({ kind: "error", gateway: "TIMEOUT" })),
    );
    inject = "broken";
    await readAll();
    await shadow.idle();
    expect(sums("different")).toBe(8);
  });

  test("a report that throws and a sample of none are the app's matter no more", async () => {
    shadow = reads.start({
      report: () => {
        throw new Error("full disk");
      },
    });
    inject = "denied";
    await readAll();
    await shadow.idle();
    shadow.stop();
    shadow = reads.start({ sample: 0 });
    await readAll();
    await shadow.idle();
    expect(reports).toEqual([]);
  });

  test("under a load of writes, creates and deletes nothing is reported that is no difference", async () => {
    shadow = reads.start({ maxConcurrent: 4 });
    const load = { isOver: false };
    const title = `L ${run}`;
    const writers = [0, 1, 2].map(async (n) => {
      for (let i = 0; !load.isOver; i++) {
        const ref = admin.doc(`movies/load-${run}-${String((i + n) % 4)}`);
        await (i % 3 === 2 ? ref.delete() : ref.set({ ...movie(title), "IMDB Votes": i }));
        await sleep(reads.load.pauseMs);
      }
    });
    try {
      for (let i = 0; i < reads.load.rounds; i++) {
        // The full SDK may count itself offline under the load: an error of the app's own way.
        await Promise.allSettled([
          reads.get(`load-${run}-${String(i % 4)}`),
          reads.list(title),
          ...(i % 5 === 0 ? [reads.count(title)] : []),
        ]);
        await Promise.race([shadow.idle(), new Promise((resolve) => setImmediate(resolve))]);
      }
      await shadow.idle();
    } finally {
      load.isOver = true;
      await Promise.all(writers);
    }
    expect(differences()).toEqual([]);
    expect(sums("equal")).toBeGreaterThan(0);
  });
});

test.each([
  ["firebase/firestore/lite", liteReads],
  ["@google-cloud/firestore", nodeReads],
])(
  "with answers: gateway, %s has the gateway's answer, and the difference is told alike",
  async (_, make) => {
    const reads = await make();
    shadow = reads.start({ answers: "gateway" });
    inject = "hidden";
    expect(await reads.get(`s-${run}`)).not.toHaveProperty("Title");
    await shadow.idle();
    expect(differences()).toContainEqual(
      expect.objectContaining({ kind: "field-missing", field: "Title" }),
    );
  },
);
